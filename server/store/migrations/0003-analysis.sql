-- The central analysis database. Facts come from the hub's rows and postings, branch by branch, in the order of their
-- versions; they can be thrown away and built again to the same bytes, so nothing here has a clock or a counter.
CREATE SCHEMA analysis;

-- Position of the feed in each branch: the whole token, so that a restored hub is noticed.
CREATE TABLE analysis.feed_cursor (
  branch_id text PRIMARY KEY,
  epoch text NOT NULL,
  version bigint NOT NULL,
  commit_id uuid NOT NULL
);

CREATE TABLE analysis.interaction (
  branch_id text NOT NULL,
  interaction_id text NOT NULL,
  kind text NOT NULL,
  channel text NOT NULL,
  status text NOT NULL,
  customer text,
  account text,
  card text,
  amount_fen bigint NOT NULL,
  fee_fen bigint NOT NULL,
  direction text NOT NULL,
  account_fen bigint NOT NULL,
  suspense_ledger text,
  suspense_fen bigint NOT NULL,
  till text,
  device text,
  seq bigint,
  business_date date NOT NULL,
  captured_at bigint NOT NULL,
  maker text,
  checker text,
  offline boolean NOT NULL,
  voucher_no text,
  reverses text,
  reversed_by text,
  replaces text,
  rejection text,
  received_at bigint,
  late_days integer,
  source_version bigint NOT NULL,
  PRIMARY KEY (branch_id, interaction_id)
);
COMMENT ON TABLE analysis.interaction IS 'Every command that concerns a customer or cash, one row each, in its present state.';
COMMENT ON COLUMN analysis.interaction.branch_id IS 'Outlet whose command it is.';
COMMENT ON COLUMN analysis.interaction.interaction_id IS 'Row id: device and number in its journal, or the command id.';
COMMENT ON COLUMN analysis.interaction.kind IS 'Command kind of domain 3.9, e.g. counter.deposit.';
COMMENT ON COLUMN analysis.interaction.channel IS 'counter, card, pos, atm, call, online, field, lobby, merchant_visit, sms, system.';
COMMENT ON COLUMN analysis.interaction.status IS 'Present status; a reversal changes it later.';
COMMENT ON COLUMN analysis.interaction.customer IS 'Customer id; null for anonymous machine entries.';
COMMENT ON COLUMN analysis.interaction.account IS 'Account id.';
COMMENT ON COLUMN analysis.interaction.card IS 'Card id.';
COMMENT ON COLUMN analysis.interaction.amount_fen IS 'Amount in fen.';
COMMENT ON COLUMN analysis.interaction.fee_fen IS 'Fee in fen.';
COMMENT ON COLUMN analysis.interaction.direction IS 'Cash at the outlet: in, out, none.';
COMMENT ON COLUMN analysis.interaction.account_fen IS 'Part that reached the account, fen.';
COMMENT ON COLUMN analysis.interaction.suspense_ledger IS 'Suspense ledger of the rest.';
COMMENT ON COLUMN analysis.interaction.suspense_fen IS 'Part in suspense, fen.';
COMMENT ON COLUMN analysis.interaction.till IS 'Till number.';
COMMENT ON COLUMN analysis.interaction.device IS 'Device id.';
COMMENT ON COLUMN analysis.interaction.seq IS 'Number in the journal of the device.';
COMMENT ON COLUMN analysis.interaction.business_date IS 'The outlet''s day.';
COMMENT ON COLUMN analysis.interaction.captured_at IS 'Trusted capture time, ms since 1970 UTC.';
COMMENT ON COLUMN analysis.interaction.maker IS 'Employee number of the maker.';
COMMENT ON COLUMN analysis.interaction.checker IS 'Employee number of the second person.';
COMMENT ON COLUMN analysis.interaction.offline IS 'Captured without a connection.';
COMMENT ON COLUMN analysis.interaction.voucher_no IS 'Voucher number.';
COMMENT ON COLUMN analysis.interaction.reverses IS 'Interaction that this one reverses.';
COMMENT ON COLUMN analysis.interaction.reversed_by IS 'Interaction that reversed this one.';
COMMENT ON COLUMN analysis.interaction.replaces IS 'Request that this one replaces.';
COMMENT ON COLUMN analysis.interaction.rejection IS 'Refusal code when rejected.';
COMMENT ON COLUMN analysis.interaction.received_at IS 'When the hub had it in hand, ms since 1970 UTC.';
COMMENT ON COLUMN analysis.interaction.late_days IS 'Days between business date and the day of arrival in China; 0 = the same day.';
COMMENT ON COLUMN analysis.interaction.source_version IS 'Branch version that last changed it.';

CREATE TABLE analysis.case_fact (
  branch_id text NOT NULL,
  case_id text NOT NULL,
  aml boolean NOT NULL,
  code text NOT NULL,
  severity text NOT NULL,
  status text NOT NULL,
  command text NOT NULL,
  interaction text,
  account text,
  customer text,
  device text,
  amount_fen bigint NOT NULL,
  suspense_ledger text,
  suspense_fen bigint NOT NULL,
  business_date date NOT NULL,
  opened_at bigint NOT NULL,
  due_at bigint NOT NULL,
  closed_at bigint,
  owner text,
  resolution text,
  source_version bigint NOT NULL,
  PRIMARY KEY (branch_id, case_id)
);
COMMENT ON TABLE analysis.case_fact IS 'Exceptions of domain 4.8 in their present state.';
COMMENT ON COLUMN analysis.case_fact.branch_id IS 'Outlet.';
COMMENT ON COLUMN analysis.case_fact.case_id IS 'Command and code.';
COMMENT ON COLUMN analysis.case_fact.aml IS 'A case that the outlet must not learn of.';
COMMENT ON COLUMN analysis.case_fact.code IS 'Exception code.';
COMMENT ON COLUMN analysis.case_fact.severity IS 'info, low, medium, high, critical.';
COMMENT ON COLUMN analysis.case_fact.status IS 'open, claimed, closed.';
COMMENT ON COLUMN analysis.case_fact.command IS 'Command that raised it.';
COMMENT ON COLUMN analysis.case_fact.interaction IS 'Its interaction.';
COMMENT ON COLUMN analysis.case_fact.account IS 'Account id.';
COMMENT ON COLUMN analysis.case_fact.customer IS 'Customer id.';
COMMENT ON COLUMN analysis.case_fact.device IS 'Device id.';
COMMENT ON COLUMN analysis.case_fact.amount_fen IS 'Amount in question, fen.';
COMMENT ON COLUMN analysis.case_fact.suspense_ledger IS 'Suspense ledger.';
COMMENT ON COLUMN analysis.case_fact.suspense_fen IS 'In suspense, fen.';
COMMENT ON COLUMN analysis.case_fact.business_date IS 'The outlet''s day.';
COMMENT ON COLUMN analysis.case_fact.opened_at IS 'ms since 1970 UTC.';
COMMENT ON COLUMN analysis.case_fact.due_at IS 'ms since 1970 UTC.';
COMMENT ON COLUMN analysis.case_fact.closed_at IS 'ms since 1970 UTC.';
COMMENT ON COLUMN analysis.case_fact.owner IS 'Employee number.';
COMMENT ON COLUMN analysis.case_fact.resolution IS 'How it was closed.';
COMMENT ON COLUMN analysis.case_fact.source_version IS 'Branch version that last changed it.';

CREATE TABLE analysis.posting_day (
  branch_id text NOT NULL,
  ledger text NOT NULL,
  account text NOT NULL,
  business_date date NOT NULL,
  debit_fen bigint NOT NULL,
  credit_fen bigint NOT NULL,
  entries bigint NOT NULL,
  balance_fen bigint NOT NULL,
  PRIMARY KEY (branch_id, ledger, account, business_date)
);
COMMENT ON TABLE analysis.posting_day IS 'Movement and balance of every ledger and account per business date.';
COMMENT ON COLUMN analysis.posting_day.branch_id IS 'Outlet.';
COMMENT ON COLUMN analysis.posting_day.ledger IS 'Ledger account of docs/LEDGER.md.';
COMMENT ON COLUMN analysis.posting_day.account IS 'Customer account id; empty for other ledgers.';
COMMENT ON COLUMN analysis.posting_day.business_date IS 'The outlet''s day.';
COMMENT ON COLUMN analysis.posting_day.debit_fen IS 'Sum of debits, fen.';
COMMENT ON COLUMN analysis.posting_day.credit_fen IS 'Sum of credits, fen, positive.';
COMMENT ON COLUMN analysis.posting_day.entries IS 'Number of postings.';
COMMENT ON COLUMN analysis.posting_day.balance_fen IS 'Debit minus credit up to the end of this day, fen.';

CREATE TABLE analysis.branch_day_ledger (
  branch_id text NOT NULL,
  ledger text NOT NULL,
  business_date date NOT NULL,
  debit_fen bigint NOT NULL,
  credit_fen bigint NOT NULL,
  entries bigint NOT NULL,
  balance_fen bigint NOT NULL,
  PRIMARY KEY (branch_id, ledger, business_date)
);
COMMENT ON TABLE analysis.branch_day_ledger IS 'posting_day without accounts: small enough for every dashboard.';
COMMENT ON COLUMN analysis.branch_day_ledger.branch_id IS 'Outlet.';
COMMENT ON COLUMN analysis.branch_day_ledger.ledger IS 'Ledger account.';
COMMENT ON COLUMN analysis.branch_day_ledger.business_date IS 'The outlet''s day.';
COMMENT ON COLUMN analysis.branch_day_ledger.debit_fen IS 'Sum of debits, fen.';
COMMENT ON COLUMN analysis.branch_day_ledger.credit_fen IS 'Sum of credits, fen, positive.';
COMMENT ON COLUMN analysis.branch_day_ledger.entries IS 'Number of postings.';
COMMENT ON COLUMN analysis.branch_day_ledger.balance_fen IS 'Debit minus credit up to the end of this day, fen.';

CREATE TABLE analysis.branch_day_channel (
  branch_id text NOT NULL,
  business_date date NOT NULL,
  channel text NOT NULL,
  direction text NOT NULL,
  entries bigint NOT NULL,
  offline_entries bigint NOT NULL,
  late_entries bigint NOT NULL,
  rejected_entries bigint NOT NULL,
  reversed_entries bigint NOT NULL,
  amount_fen bigint NOT NULL,
  suspense_fen bigint NOT NULL,
  PRIMARY KEY (branch_id, business_date, channel, direction)
);
COMMENT ON TABLE analysis.branch_day_channel IS 'Interactions per outlet, day, channel and direction of cash.';
COMMENT ON COLUMN analysis.branch_day_channel.branch_id IS 'Outlet.';
COMMENT ON COLUMN analysis.branch_day_channel.business_date IS 'The outlet''s day.';
COMMENT ON COLUMN analysis.branch_day_channel.channel IS 'Channel.';
COMMENT ON COLUMN analysis.branch_day_channel.direction IS 'in, out, none.';
COMMENT ON COLUMN analysis.branch_day_channel.entries IS 'All interactions.';
COMMENT ON COLUMN analysis.branch_day_channel.offline_entries IS 'Captured without a connection.';
COMMENT ON COLUMN analysis.branch_day_channel.late_entries IS 'Arrived on a later day.';
COMMENT ON COLUMN analysis.branch_day_channel.rejected_entries IS 'Refused.';
COMMENT ON COLUMN analysis.branch_day_channel.reversed_entries IS 'Reversed since.';
COMMENT ON COLUMN analysis.branch_day_channel.amount_fen IS 'Amounts of what was not refused, fen, reversed ones included.';
COMMENT ON COLUMN analysis.branch_day_channel.suspense_fen IS 'Of it in suspense, fen.';

CREATE TABLE analysis.customer (
  branch_id text NOT NULL,
  customer_id text NOT NULL,
  customer_no text NOT NULL,
  gender text NOT NULL,
  birth_date date NOT NULL,
  region_code text NOT NULL,
  village_code text,
  occupation text NOT NULL,
  risk_level text NOT NULL,
  tier text,
  owner_employee text,
  needs_help boolean NOT NULL,
  status text NOT NULL,
  home_outlet text NOT NULL,
  source text NOT NULL,
  opened_on date NOT NULL,
  household text,
  source_version bigint NOT NULL,
  PRIMARY KEY (branch_id, customer_id)
);
COMMENT ON TABLE analysis.customer IS 'Customers without name, paper and address.';
COMMENT ON COLUMN analysis.customer.branch_id IS 'Branch that holds the row.';
COMMENT ON COLUMN analysis.customer.customer_id IS 'Customer id.';
COMMENT ON COLUMN analysis.customer.customer_no IS 'Customer number.';
COMMENT ON COLUMN analysis.customer.gender IS 'male, female.';
COMMENT ON COLUMN analysis.customer.birth_date IS 'Date of birth.';
COMMENT ON COLUMN analysis.customer.region_code IS 'Administrative division.';
COMMENT ON COLUMN analysis.customer.village_code IS 'Village.';
COMMENT ON COLUMN analysis.customer.occupation IS 'Occupation class 1-8.';
COMMENT ON COLUMN analysis.customer.risk_level IS 'AML risk level.';
COMMENT ON COLUMN analysis.customer.tier IS 'Value tier.';
COMMENT ON COLUMN analysis.customer.owner_employee IS 'Account manager.';
COMMENT ON COLUMN analysis.customer.needs_help IS 'Needs help at the counter.';
COMMENT ON COLUMN analysis.customer.status IS 'Status.';
COMMENT ON COLUMN analysis.customer.home_outlet IS 'Home outlet.';
COMMENT ON COLUMN analysis.customer.source IS 'Where the customer came from.';
COMMENT ON COLUMN analysis.customer.opened_on IS 'Customer since.';
COMMENT ON COLUMN analysis.customer.household IS 'Household.';
COMMENT ON COLUMN analysis.customer.source_version IS 'Branch version that last changed it.';

CREATE TABLE analysis.account (
  branch_id text NOT NULL,
  account_id text NOT NULL,
  customer text NOT NULL,
  home_outlet text NOT NULL,
  kind text NOT NULL,
  account_class text NOT NULL,
  medium text NOT NULL,
  product text NOT NULL,
  rate_ppm bigint NOT NULL,
  opened_on date NOT NULL,
  closed_on date,
  ledger_fen bigint NOT NULL,
  status text NOT NULL,
  source_version bigint NOT NULL,
  PRIMARY KEY (branch_id, account_id)
);
COMMENT ON TABLE analysis.account IS 'Accounts.';
COMMENT ON COLUMN analysis.account.branch_id IS 'Branch that holds the row.';
COMMENT ON COLUMN analysis.account.account_id IS 'Account id.';
COMMENT ON COLUMN analysis.account.customer IS 'Holder.';
COMMENT ON COLUMN analysis.account.home_outlet IS 'Home outlet.';
COMMENT ON COLUMN analysis.account.kind IS 'demand, term, notice, flexible.';
COMMENT ON COLUMN analysis.account.account_class IS 'I, II, III.';
COMMENT ON COLUMN analysis.account.medium IS 'Passbook, certificate, card.';
COMMENT ON COLUMN analysis.account.product IS 'Product code.';
COMMENT ON COLUMN analysis.account.rate_ppm IS 'Yearly rate, ppm.';
COMMENT ON COLUMN analysis.account.opened_on IS 'Opened.';
COMMENT ON COLUMN analysis.account.closed_on IS 'Closed.';
COMMENT ON COLUMN analysis.account.ledger_fen IS 'Ledger balance, fen.';
COMMENT ON COLUMN analysis.account.status IS 'Status.';
COMMENT ON COLUMN analysis.account.source_version IS 'Branch version that last changed it.';

CREATE TABLE analysis.card (
  branch_id text NOT NULL,
  card_id text NOT NULL,
  account text NOT NULL,
  customer text NOT NULL,
  type text NOT NULL,
  issued_on date NOT NULL,
  status text NOT NULL,
  lost_at bigint,
  source_version bigint NOT NULL,
  PRIMARY KEY (branch_id, card_id)
);
COMMENT ON TABLE analysis.card IS 'Cards without number.';
COMMENT ON COLUMN analysis.card.branch_id IS 'Branch that holds the row.';
COMMENT ON COLUMN analysis.card.card_id IS 'Card id.';
COMMENT ON COLUMN analysis.card.account IS 'Account id.';
COMMENT ON COLUMN analysis.card.customer IS 'Holder.';
COMMENT ON COLUMN analysis.card.type IS 'Card type.';
COMMENT ON COLUMN analysis.card.issued_on IS 'Issued.';
COMMENT ON COLUMN analysis.card.status IS 'Status.';
COMMENT ON COLUMN analysis.card.lost_at IS 'Loss report, ms since 1970 UTC.';
COMMENT ON COLUMN analysis.card.source_version IS 'Branch version that last changed it.';

CREATE TABLE analysis.unit (
  branch_id text NOT NULL,
  unit_id text NOT NULL,
  own boolean NOT NULL,
  name text NOT NULL,
  name_en text NOT NULL,
  level text NOT NULL,
  kind text NOT NULL,
  parent text,
  region_code text NOT NULL,
  rural boolean NOT NULL,
  network_profile text NOT NULL,
  status text NOT NULL,
  source_version bigint NOT NULL,
  PRIMARY KEY (branch_id, unit_id)
);
COMMENT ON TABLE analysis.unit IS 'Units as each branch knows them; own = the unit''s own record.';
COMMENT ON COLUMN analysis.unit.branch_id IS 'Branch that holds the row.';
COMMENT ON COLUMN analysis.unit.unit_id IS 'Unit code.';
COMMENT ON COLUMN analysis.unit.own IS 'The row of the unit itself.';
COMMENT ON COLUMN analysis.unit.name IS 'Name.';
COMMENT ON COLUMN analysis.unit.name_en IS 'English name.';
COMMENT ON COLUMN analysis.unit.level IS 'province, city, county, outlet.';
COMMENT ON COLUMN analysis.unit.kind IS 'Kind.';
COMMENT ON COLUMN analysis.unit.parent IS 'Unit above.';
COMMENT ON COLUMN analysis.unit.region_code IS 'Administrative division.';
COMMENT ON COLUMN analysis.unit.rural IS 'Rural.';
COMMENT ON COLUMN analysis.unit.network_profile IS 'Connection.';
COMMENT ON COLUMN analysis.unit.status IS 'planned, open, suspended, closed.';
COMMENT ON COLUMN analysis.unit.source_version IS 'Branch version that last changed it.';

CREATE TABLE analysis.employee (
  branch_id text NOT NULL,
  employee_id text NOT NULL,
  name text NOT NULL,
  unit text NOT NULL,
  status text NOT NULL,
  source_version bigint NOT NULL,
  PRIMARY KEY (branch_id, employee_id)
);
COMMENT ON TABLE analysis.employee IS 'Employees.';
COMMENT ON COLUMN analysis.employee.branch_id IS 'Branch that holds the row.';
COMMENT ON COLUMN analysis.employee.employee_id IS 'Employee number.';
COMMENT ON COLUMN analysis.employee.name IS 'Name.';
COMMENT ON COLUMN analysis.employee.unit IS 'Unit.';
COMMENT ON COLUMN analysis.employee.status IS 'Status.';
COMMENT ON COLUMN analysis.employee.source_version IS 'Branch version that last changed it.';

CREATE TABLE analysis.product (
  branch_id text NOT NULL,
  product_id text NOT NULL,
  name text NOT NULL,
  name_en text NOT NULL,
  category text NOT NULL,
  term_months integer,
  rate_ppm bigint NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  source_version bigint NOT NULL,
  PRIMARY KEY (branch_id, product_id)
);
COMMENT ON TABLE analysis.product IS 'Products.';
COMMENT ON COLUMN analysis.product.branch_id IS 'Branch that holds the row.';
COMMENT ON COLUMN analysis.product.product_id IS 'Product code.';
COMMENT ON COLUMN analysis.product.name IS 'Name.';
COMMENT ON COLUMN analysis.product.name_en IS 'English name.';
COMMENT ON COLUMN analysis.product.category IS 'Category.';
COMMENT ON COLUMN analysis.product.term_months IS 'Term, months.';
COMMENT ON COLUMN analysis.product.rate_ppm IS 'Yearly rate, ppm.';
COMMENT ON COLUMN analysis.product.valid_from IS 'From.';
COMMENT ON COLUMN analysis.product.valid_to IS 'To.';
COMMENT ON COLUMN analysis.product.source_version IS 'Branch version that last changed it.';

CREATE INDEX interaction_day ON analysis.interaction (branch_id, business_date);
CREATE INDEX interaction_changed ON analysis.interaction (branch_id, source_version);
CREATE INDEX interaction_customer ON analysis.interaction (branch_id, customer, business_date) WHERE customer IS NOT NULL;
CREATE INDEX case_open ON analysis.case_fact (branch_id, due_at) WHERE status <> 'closed';

-- Days from 1990 to 2059.
CREATE TABLE analysis.calendar (
  day date PRIMARY KEY,
  year integer NOT NULL,
  quarter integer NOT NULL,
  month integer NOT NULL,
  iso_week integer NOT NULL,
  weekday integer NOT NULL,
  month_end boolean NOT NULL
);
COMMENT ON COLUMN analysis.calendar.weekday IS 'Monday 1 to Sunday 7.';
INSERT INTO analysis.calendar (day, year, quarter, month, iso_week, weekday, month_end)
SELECT d::date, extract(year FROM d)::int, extract(quarter FROM d)::int, extract(month FROM d)::int, extract(week FROM d)::int,
  extract(isodow FROM d)::int, extract(month FROM d) <> extract(month FROM d + interval '1 day')
FROM generate_series(timestamp '1990-01-01', timestamp '2059-12-31', interval '1 day') AS d;
