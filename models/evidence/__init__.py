"""What an evidence pack must hold: the record for the Algoritmeregister, what people are asked, and what is missing."""
