-- Whether the database answers. Grain: one row. Params: none. Caller: portal.app
select 1 as alive;
