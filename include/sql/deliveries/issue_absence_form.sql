-- Remember the hash of the code that opens the form about a list's absent contracts.
-- Grain: one row. Params: :delivery_id, :token_hash, :expires_on. Caller: deliveries.absence
insert into core.absence_form (delivery_id, token_hash, expires_on)
values (:delivery_id, :token_hash, :expires_on);
