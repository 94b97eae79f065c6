-- What employers did in the end takes the place of what they would have done unvisited.
DROP TABLE deeds;
ALTER TABLE lived RENAME TO deeds;
