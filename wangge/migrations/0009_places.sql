-- Where: a stamp that is never given twice; things on the street by number; names of places.

-- Numbers of a sequence are not taken back with a transaction: a stamp seen in one that was undone never comes again.
CREATE SEQUENCE place_stamps START 2;

GRANT USAGE ON SEQUENCE place_stamps TO wangge_app;
