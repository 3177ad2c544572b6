DROP TABLE ranking_rows, rankings, requests, policies, tallies, former_places, records, assignments, orders, topics, categories, units, cursor;
DROP FUNCTION refuse_addition_to_sealed_ranking();
DROP FUNCTION refuse_change_of_sealed_ranking();
