"""Files that people take along: a spreadsheet, a calendar, and a team's week on paper."""

PDF = "application/pdf"
