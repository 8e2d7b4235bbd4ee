-- What imported facts bring along, who may act on an account, and holdings of other systems.
ALTER TABLE analysis.interaction
  ADD COLUMN partner_bank text,
  ADD COLUMN partner_account text,
  ADD COLUMN purpose text,
  ADD COLUMN source_key text,
  ADD COLUMN source_kind text,
  ADD COLUMN source_position bigint,
  ADD COLUMN stored_balance_fen bigint;
COMMENT ON COLUMN analysis.interaction.partner_bank IS 'Remittances: the other bank.';
COMMENT ON COLUMN analysis.interaction.partner_account IS 'Remittances: the other account.';
COMMENT ON COLUMN analysis.interaction.purpose IS 'Why the money moved, in the words of its source; empty and one blank are two values.';
COMMENT ON COLUMN analysis.interaction.source_key IS 'Imported facts: key in the source.';
COMMENT ON COLUMN analysis.interaction.source_kind IS 'Imported facts: coding in the source, parts joined by a bar.';
COMMENT ON COLUMN analysis.interaction.source_position IS 'Imported facts: place in posting order, from 1.';
COMMENT ON COLUMN analysis.interaction.stored_balance_fen IS 'Imported facts: balance the source stored after it, fen. A check value, in no sum.';

ALTER TABLE analysis.account ADD COLUMN statement_cycle text;
COMMENT ON COLUMN analysis.account.statement_cycle IS 'How often statements go out, in the words of the source.';

ALTER TABLE analysis.card ADD COLUMN subtype text;
COMMENT ON COLUMN analysis.card.subtype IS 'Card product of the source, e.g. classic, gold, junior.';

CREATE TABLE analysis.account_party (
  branch_id text NOT NULL,
  party_id text NOT NULL,
  account text NOT NULL,
  customer text NOT NULL,
  role text NOT NULL,
  since date NOT NULL,
  source_version bigint NOT NULL,
  PRIMARY KEY (branch_id, party_id)
);
COMMENT ON TABLE analysis.account_party IS 'Who may act on an account.';
COMMENT ON COLUMN analysis.account_party.branch_id IS 'Outlet that keeps the account.';
COMMENT ON COLUMN analysis.account_party.party_id IS 'Account and customer.';
COMMENT ON COLUMN analysis.account_party.account IS 'Account id.';
COMMENT ON COLUMN analysis.account_party.customer IS 'Customer id.';
COMMENT ON COLUMN analysis.account_party.role IS 'holder or signatory.';
COMMENT ON COLUMN analysis.account_party.since IS 'First day.';
COMMENT ON COLUMN analysis.account_party.source_version IS 'Branch version that last changed it.';

CREATE TABLE analysis.standing_order (
  branch_id text NOT NULL,
  order_id text NOT NULL,
  account text NOT NULL,
  partner_bank text NOT NULL,
  partner_account text NOT NULL,
  amount_fen bigint NOT NULL,
  purpose text NOT NULL,
  source_version bigint NOT NULL,
  PRIMARY KEY (branch_id, order_id)
);
COMMENT ON TABLE analysis.standing_order IS 'Standing orders of accounts.';
COMMENT ON COLUMN analysis.standing_order.branch_id IS 'Outlet that keeps the account.';
COMMENT ON COLUMN analysis.standing_order.order_id IS 'Order id.';
COMMENT ON COLUMN analysis.standing_order.account IS 'Account id.';
COMMENT ON COLUMN analysis.standing_order.partner_bank IS 'The other bank.';
COMMENT ON COLUMN analysis.standing_order.partner_account IS 'The other account.';
COMMENT ON COLUMN analysis.standing_order.amount_fen IS 'Amount of one payment, fen.';
COMMENT ON COLUMN analysis.standing_order.purpose IS 'Purpose in the words of its source.';
COMMENT ON COLUMN analysis.standing_order.source_version IS 'Branch version that last changed it.';

CREATE TABLE analysis.loan (
  branch_id text NOT NULL,
  loan_id text NOT NULL,
  account text NOT NULL,
  granted_on date NOT NULL,
  amount_fen bigint NOT NULL,
  months integer NOT NULL,
  payment_fen bigint NOT NULL,
  status text NOT NULL,
  source_version bigint NOT NULL,
  PRIMARY KEY (branch_id, loan_id)
);
COMMENT ON TABLE analysis.loan IS 'Loans as products a customer holds.';
COMMENT ON COLUMN analysis.loan.branch_id IS 'Outlet that keeps the account.';
COMMENT ON COLUMN analysis.loan.loan_id IS 'Loan id.';
COMMENT ON COLUMN analysis.loan.account IS 'Account it is repaid from.';
COMMENT ON COLUMN analysis.loan.granted_on IS 'Day it was granted.';
COMMENT ON COLUMN analysis.loan.amount_fen IS 'Amount granted, fen.';
COMMENT ON COLUMN analysis.loan.months IS 'Duration in months.';
COMMENT ON COLUMN analysis.loan.payment_fen IS 'Monthly payment, fen.';
COMMENT ON COLUMN analysis.loan.status IS 'A ended and paid, B ended unpaid, C running, D running in arrears.';
COMMENT ON COLUMN analysis.loan.source_version IS 'Branch version that last changed it.';
