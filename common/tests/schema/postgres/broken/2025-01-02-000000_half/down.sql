DROP TABLE halves;
