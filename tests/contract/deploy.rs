//! What lies in deploy/ fits the program.

use std::{collections::BTreeSet, fs, process::Command};

use crate::files::{root, sources};

fn deployed(name: &str) -> String {
    fs::read_to_string(root().join("deploy").join(name)).expect("a file of deploy/ can be read")
}

/// The metrics that a text names, without what Prometheus adds to histograms.
fn metrics_in(text: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_ascii_lowercase() || c == '_';
    let words = text.split(|c| !is_part(c)).filter(|word| word.starts_with("benchdesk_"));
    words
        .map(|word| {
            ["_bucket", "_count", "_sum"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
        })
        .collect()
}

#[test]
fn every_metric_of_the_dashboard_is_measured() {
    let dashboard = deployed("grafana/benchdesk.json");
    assert!(serde_json::from_str::<serde_json::Value>(&dashboard).is_ok());
    let wanted = metrics_in(&dashboard);
    assert!(wanted.len() >= 9, "{wanted:?}");
    let program = sources(&["crates"]);
    for metric in wanted {
        let quoted = format!("\"{metric}\"");
        assert!(program.iter().any(|source| source.text.contains(&quoted)), "nothing measures {metric}");
    }
}

#[test]
fn every_metric_that_is_measured_is_on_the_dashboard() {
    let dashboard = deployed("grafana/benchdesk.json");
    let shown = metrics_in(&dashboard);
    for source in sources(&["crates"]) {
        for line in source.text.lines().filter(|line| line.contains("metrics::")) {
            for metric in metrics_in(line) {
                assert!(shown.contains(metric), "{metric} is measured and not shown");
            }
        }
    }
}

#[test]
fn the_unit_is_one_that_systemd_reads() {
    let unit = deployed("benchdesk.service");
    for line in ["DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "UMask=0077"] {
        assert!(unit.lines().any(|found| found == line), "{line} is gone");
    }
    // Where there is no systemd, there is nothing to ask; a program that is not installed is no fault.
    let verify =
        Command::new("systemd-analyze").arg("verify").arg(root().join("deploy/benchdesk.service")).output();
    let Ok(verified) = verify else { return };
    let said = String::from_utf8_lossy(&verified.stderr).into_owned();
    let about_us = |line: &&str| line.contains("benchdesk.service") && !line.contains("is not executable");
    let complaints: Vec<_> = said.lines().filter(about_us).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn the_container_runs_without_rights_and_asks_the_program_for_its_health() {
    let file = deployed("Dockerfile");
    let stages: Vec<_> = file.split("\nFROM ").skip(1).collect();
    assert_eq!(stages.len(), 2, "what builds is not what runs");
    for line in [
        "\nUSER benchdesk\n",
        "\nVOLUME /data /keys /ledger\n",
        "\"benchdesk\", \"doctor\", \"--ready\"",
        "ENTRYPOINT [\"benchdesk\"]",
    ] {
        assert!(stages[1].contains(line), "{line} is gone");
    }
}

/// What Git leaves out, keys and secrets among it, is not sent to who builds an image.
#[test]
fn the_image_is_built_without_what_git_leaves_out() {
    let read = |name: &str| fs::read_to_string(root().join(name)).expect("a file of the root can be read");
    let left_out = read(".dockerignore");
    for line in read(".gitignore").lines() {
        let name = line.trim_start_matches('/');
        let mut found = left_out.lines().map(|line| line.trim_start_matches("**/"));
        assert!(found.any(|line| line == name), "{name} would be sent");
    }
}
