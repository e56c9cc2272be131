-- A picture in a mail: shown in the text, never anything that must not be mailed.
alter table core.outbox add column picture bytea;
comment on column core.outbox.picture is 'PNG that body_html shows by its Content-ID; a map of postcode areas, no address';
