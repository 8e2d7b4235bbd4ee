-- Transfers between two accounts of one branch.
ALTER TABLE analysis.interaction ADD COLUMN to_account text;
COMMENT ON COLUMN analysis.interaction.to_account IS 'Transfers within the branch: account that received; account is the one that paid.';
