-- One chunk of cases: 36 months, a little more of them each day; more by day than by night; few places and few
-- matters have most of them. A case has ended when its life is shorter than its age; until then how far it has
-- come says its state. Parameters: first, last (row numbers), size (of the whole), at (the moment of loading).
INSERT INTO cases_case (
    id, city, county, town, community, grid, process, version, no, public_code, open_key, open_digest, source,
    title, description, address, point, matter_id, matter_edition, criterion_id,
    limit_amount, limit_unit, accept_amount, accept_unit, urgency, duty_type, rule_used,
    state, is_final, level, desk_unit_id, lead_unit_id, answerable_unit_id, reporter_posting_id,
    opened_at, accepted_at, closed_at, suspended_until, due_at, warn_at, was_late,
    light, handled_seconds, supervised, designated, forced, exempted, returns, extensions, reworks, reopens, urges, rating, desk_rating,
    row_version)
SELECT
    n, city, county, town, community, grid, 'event', 1, no,
    translate(lpad(to_hex(code & 281474976710655), 12, '0'), '0123456789abcdef', '23456789ACDEFGHJ'),
    md5('key' || n)::uuid, encode(sha256(n::text::bytea), 'hex'), source,
    title || ' ' || address, description, address,
    ST_Point(x + w * bench.chance(n, 21), y + h * bench.chance(n, 22), 4326),
    matter_id, edition, criterion_id, "limit", unit, accept_limit, accept_unit, urgency, 'basic', '',
    state, is_final, first_level, desk_unit, lead_unit, coalesce(lead_unit, desk_unit),
    CASE WHEN source = 'grid' THEN worker END,
    opened_at,
    CASE WHEN state NOT IN ('reported', 'checking', 'refused', 'withdrawn') THEN opened_at + life * 0.06 END,
    CASE WHEN is_final OR state = 'closed' THEN opened_at + life * 0.9 END,
    CASE WHEN state = 'suspended' THEN (%(at)s::timestamptz + interval '1 day' * (1 + bench.chance(n, 23) * 90))::date END,
    CASE WHEN NOT is_final THEN started_at + allowed END,
    CASE WHEN NOT is_final THEN started_at + allowed * 0.8 END,
    bench.chance(n, 24) < 0.08,
    CASE WHEN is_final OR started_at + allowed * 0.8 > %(at)s THEN 'green'
         WHEN started_at + allowed > %(at)s THEN 'yellow' ELSE 'red' END,
    CASE WHEN lead_unit IS NOT NULL AND (is_final OR state IN ('closed', 'fed_back', 'rechecking'))
         THEN (date_part('epoch', life) * 0.2)::bigint END,
    CASE WHEN bench.chance(n, 25) < 0.005 THEN 'ordinary' ELSE '' END, false, false, false,
    (bench.chance(n, 26) < 0.04)::int, (bench.chance(n, 27) < 0.06)::int, (bench.chance(n, 28) < 0.05)::int,
    (bench.chance(n, 29) < 0.01)::int, (bench.chance(n, 30) < 0.03)::int,
    CASE WHEN state = 'finished' AND bench.chance(n, 31) < 0.3 THEN 5 - (power(bench.chance(n, 32), 3) * 4)::int END,
    CASE WHEN state = 'finished' AND bench.chance(n, 33) < 0.4 THEN 5 - (power(bench.chance(n, 34), 4) * 4)::int END,
    CASE WHEN is_final THEN 8 ELSE 1 + (progress * 7)::int END
FROM (
    SELECT *,
           opened_at + life * CASE state
               WHEN 'reported' THEN 0 WHEN 'checking' THEN 0.05 WHEN 'filed' THEN 0.08 WHEN 'dispatched' THEN 0.13
               WHEN 'handling' THEN 0.13 WHEN 'suspended' THEN 0.3 WHEN 'fed_back' THEN 0.78
               WHEN 'rechecking' THEN 0.86 ELSE 0.9 END AS started_at,
           interval '1 hour' * CASE state
               WHEN 'reported' THEN 12 WHEN 'filed' THEN 6 WHEN 'dispatched' THEN 72 WHEN 'handling' THEN 72
               WHEN 'suspended' THEN 1440 WHEN 'closed' THEN 168 ELSE 36 END AS allowed,
           CASE WHEN state NOT IN ('reported', 'checking', 'filed', 'refused', 'withdrawn') THEN able_unit END
               AS lead_unit,
           county || '-' || to_char(opened_at AT TIME ZONE 'Asia/Shanghai', 'YYMMDD') || '-'
               || CASE WHEN n < 1000000 THEN lpad(n::text, 6, '0') ELSE n::text END AS no,
           address || '门口' || title || tail AS description
    FROM (
        SELECT *, progress >= 1 AS is_final,
               CASE WHEN progress >= 1 THEN
                        CASE WHEN bench.chance(n, 8) < 0.93 THEN 'finished' WHEN bench.chance(n, 8) < 0.97 THEN 'refused'
                             WHEN bench.chance(n, 8) < 0.985 THEN 'withdrawn' ELSE 'voided' END
                    WHEN progress < 0.06 THEN 'reported' WHEN progress < 0.08 THEN 'checking'
                    WHEN progress < 0.13 THEN 'filed' WHEN progress < 0.2 THEN 'dispatched'
                    WHEN progress < 0.78 THEN CASE WHEN life > interval '20 days' AND bench.chance(n, 9) < 0.4
                                                   THEN 'suspended' ELSE 'handling' END
                    WHEN progress < 0.86 THEN 'fed_back' WHEN progress < 0.9 THEN 'rechecking' ELSE 'closed' END AS state
        FROM (
            SELECT placed.*, matter.id AS matter_id, matter.title, matter.urgency, matter.accept_limit,
                   matter.accept_unit, matter.first_level, matter.edition, matter.criterion_id, matter."limit",
                   matter.unit,
                   CASE matter.first_level WHEN 'county' THEN county_desk WHEN 'town' THEN town_desk
                                           ELSE community_desk END AS desk_unit,
                   coalesce(able.unit_id, county_desk) AS able_unit,
                   date_part('epoch', %(at)s::timestamptz - opened_at) / date_part('epoch', life) AS progress
            FROM (
                SELECT drawn.*, grid.*,
                       CASE WHEN drawn.at_that_hour > %(at)s::timestamptz THEN drawn.at_that_hour - interval '1 day'
                            ELSE drawn.at_that_hour END AS opened_at,
                       (ARRAY['portal','grid','phone','visit','hotline','patrol'])[
                           1 + floor(power(bench.chance(n, 7), 1.6) * 6)::int] AS source,
                       (ARRAY['人民','解放','建设','文化','和平','新华','中山','胜利','青年','光明','朝阳','东风','友谊','长江',
                              '黄河','泰山','花园','学府','迎宾','幸福'])[1 + floor(bench.chance(n, 11) * 20)::int]
                       || (ARRAY['路','街','一巷','二巷','东路','西路','南街','北街','里','大道'])[
                           1 + floor(bench.chance(n, 12) * 10)::int]
                       || (1 + floor(power(bench.chance(n, 13), 2) * 300))::int || '号' AS address,
                       (ARRAY['，走路要绕开。','，晚上看不见，怕摔着老人。','，已经三天了。','，影响出行。','，味道很大。',
                              '，请尽快来看看。','，小孩放学经过不安全。','，邻居都说过几次。','，下雨后更严重。','，车过不去。',
                              '，之前修过又坏了。','，没有人管。'])[1 + floor(bench.chance(n, 14) * 12)::int] AS tail
                FROM (
                    -- The factor is odd: of the 2^48 codes none is told to two cases.
                    SELECT n, n * 25214903917 AS code,
                           floor((SELECT count(*) * 0.99::float8 FROM bench.grid) * power(bench.chance(n, 1), 1.8))::bigint AS r,
                           floor((SELECT count(*) FROM bench.matter) * power(bench.chance(n, 2), 2))::bigint AS s,
                           (date_trunc('day', (%(at)s::timestamptz - interval '1096 days'
                                              * (1 - power(n / %(size)s::float8, 0.85))) AT TIME ZONE 'Asia/Shanghai')
                            + interval '1 hour' * (ARRAY[0,6,7,7,8,8,8,8,9,9,9,9,9,10,10,10,10,11,11,12,13,13,14,14,14,14,
                                                         15,15,15,15,16,16,16,17,17,17,18,18,19,19,20,20,21,22])[
                                                    1 + floor(bench.chance(n, 3) * 44)::int]
                            + interval '1 second' * (bench.chance(n, 4) * 3600)) AT TIME ZONE 'Asia/Shanghai'
                               AS at_that_hour,
                           interval '1 day' * CASE WHEN bench.chance(n, 5) < 0.04 THEN 20 + 100 * bench.chance(n, 6)
                                                   ELSE 0.05 - ln(1 - bench.chance(n, 6)) * 2.2 END AS life
                    FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
                ) drawn
                JOIN bench.grid grid ON grid.rank = drawn.r
                OFFSET 0
            ) placed
            JOIN bench.matter matter ON matter.slot = placed.s
            LEFT JOIN bench.lead able
              ON able.community = placed.community AND able.function = matter.default_function
            OFFSET 0
        ) known
        OFFSET 0
    ) stated
    OFFSET 0
) full_story
ORDER BY n;
