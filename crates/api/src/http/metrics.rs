//! What is measured, and the one recorder of the process.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use super::access_log::Shape;

const REQUESTS: &str = "benchdesk_http_requests_total";
const SECONDS: &str = "benchdesk_http_request_seconds";
const GROUP_SIZE: &str = "benchdesk_commit_group_size";
const GROUP_SIZES: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// How many requests may go by before their samples are put into buckets, scraped or not.
const UPKEEP_EVERY: u32 = 4096;

/// The process's recorder: installed at the first call, the same for every router built after.
pub fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let seconds = Matcher::Suffix("_seconds".to_owned());
        let builder = PrometheusBuilder::new();
        let builder = builder.set_buckets_for_metric(seconds, &BUCKETS).unwrap_or_default();
        let group_size = Matcher::Full(GROUP_SIZE.to_owned());
        let builder = builder.set_buckets_for_metric(group_size, &GROUP_SIZES).unwrap_or_default();
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another metrics recorder is installed: /metrics stays empty");
        }
        metrics::describe_counter!(REQUESTS, "Requests answered");
        metrics::describe_histogram!(
            SECONDS,
            metrics::Unit::Seconds,
            "Time until the answer's head was sent"
        );
        handle
    })
}

/// Everything measured so far, in Prometheus' text format.
pub fn render() -> String {
    let recorder = recorder();
    recorder.run_upkeep();
    recorder.render()
}

/// Counts an answered request.
pub(super) fn record(shape: &Shape, status: u16, duration: Duration) {
    static SINCE_UPKEEP: AtomicU32 = AtomicU32::new(0);
    let labels = [
        ("method", shape.method.to_owned()),
        ("route", shape.route.as_str().to_owned()),
        ("status", status.to_string()),
    ];
    metrics::counter!(REQUESTS, &labels).increment(1);
    metrics::histogram!(SECONDS, &labels).record(duration);
    if SINCE_UPKEEP.fetch_add(1, Ordering::Relaxed) % UPKEEP_EVERY == UPKEEP_EVERY - 1 {
        recorder().run_upkeep();
    }
}
