"""What monitoring measures of the models in use, and how it is shown in a terminal."""
