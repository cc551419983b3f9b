-- The next delivery of a subscription whose turn it is, leased: of one case only the earliest that waits.
-- A test has no case and waits for nobody.
WITH turn AS (
    SELECT delivery.id
    FROM webhooks_delivery AS delivery
    JOIN webhooks_subscription AS subscription ON subscription.id = delivery.subscription_id
    WHERE delivery.subscription_id = %(subscription)s
        AND delivery.state = 'waiting'
        AND delivery.next_at <= %(at)s
        AND (delivery.leased_until IS NULL OR delivery.leased_until <= %(at)s)
        AND (
            (delivery.step_id IS NULL AND subscription.state <> 'ended')
            OR (
                subscription.state = 'active'
                AND (subscription.rest_until IS NULL OR subscription.rest_until <= %(at)s)
            )
        )
        AND NOT EXISTS (
            SELECT 1
            FROM webhooks_delivery AS earlier
            WHERE earlier.subscription_id = delivery.subscription_id
                AND earlier.case_id = delivery.case_id
                AND earlier.step_id < delivery.step_id
                AND earlier.state = 'waiting'
        )
    ORDER BY delivery.next_at, delivery.id
    LIMIT 1
    FOR UPDATE OF delivery SKIP LOCKED
)
UPDATE webhooks_delivery
SET leased_until = %(until)s
FROM turn
WHERE webhooks_delivery.id = turn.id
RETURNING webhooks_delivery.id;
