use super::{OnErasure, Part, reference};

const JOB_LIFE: &str = "until the work is done; 30 days if it failed for good";

pub(super) const PART: Part = Part {
    personal: {
        use OnErasure::Delete;
        &[reference("job", "payload", "telling who is concerned (by id)", JOB_LIFE, Delete)]
    },
    non_personal: &[
        ("job", &["id", "kind", "attempts", "run_at", "lease_holder", "dead_at", "reason"]),
        ("schedule", &["name", "next_at"]),
        ("worker", &["id", "version", "started_at", "seen_at"]),
        ("seaql_migrations", &["version", "applied_at"]),
    ],
};
