-- What lists are filtered by and stand by. Each index costs every write a little, so there are only those that people wait for.

-- A unit's work, and everybody's, by deadline: what is due next, what is overdue. Those without a deadline stand at one end, by name.
CREATE INDEX assignments_by_unit_due ON assignments (unit, due, order_number, number);
CREATE INDEX assignments_by_due ON assignments (due, order_number, number);
-- What waits for somebody: send-backs to decide, completed ones to visit.
CREATE INDEX assignments_by_state ON assignments (state, order_number, number);

-- Orders of a category.
CREATE INDEX work_orders_by_category ON work_orders (category, number);

-- An agent's calls.
CREATE INDEX calls_by_agent ON calls (agent, started, id);

-- The visits of some days.
CREATE INDEX return_visits_by_time ON return_visits (visited);

-- A unit's supervisions, those of some days, those about an assignment.
CREATE INDEX supervisions_by_unit ON supervisions (unit, id);
CREATE INDEX supervisions_by_time ON supervisions (issued);
CREATE INDEX supervisions_by_assignment ON supervisions (order_number, assignment_number) WHERE order_number IS NOT NULL;
