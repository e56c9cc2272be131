-- Remember the hash of a form's token.
-- Grain: one row per token; a visit may have several, one for each mail that named it.
-- Params: :token_hash, :visit_id, :team, :expires_on. Caller: planning.forms
insert into core.form_token (token_hash, visit_id, team, expires_on)
values (:token_hash, :visit_id, :team, :expires_on);
