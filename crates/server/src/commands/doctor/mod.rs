//! Looks at everything the desk needs, and says of each thing that is wrong why it matters and what to
//! do about it. Repairs nothing.

mod database;
mod files;
mod finding;
mod keyholder;
mod network;
mod objects;
mod queue;
mod ready;

use domain::{clock::Timestamp, keys::Keys};

use self::finding::{Finding, Level};
use crate::{
    cli::DoctorArgs,
    config::{Settings, unknown_variables_here},
    failure::Failure,
    output::say,
    secret,
};

/// Looks, reports, and fails if there is a problem; warnings alone don't.
pub(super) async fn doctor(settings: Result<Settings, Failure>, args: DoctorArgs) -> Result<(), Failure> {
    if args.ready {
        return ready::ask(&settings?).await;
    }
    let findings = match settings {
        Err(failure) => {
            vec![Finding::failed("settings", &failure, "the desk does not start with wrong settings")]
        }
        Ok(settings) => examine(&settings).await,
    };
    report(&findings, args.json);
    let worst = findings.iter().map(|finding| finding.level).max();
    if worst == Some(Level::Problem) { Err(Failure::reported()) } else { Ok(()) }
}

fn report(findings: &[Finding], json: bool) {
    if json {
        let document = serde_json::json!({ "findings": findings });
        say(document);
        return;
    }
    findings.iter().for_each(Finding::print);
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    say(format_args!("{} problem(s), {} warning(s)", count(Level::Problem), count(Level::Warning)));
}

async fn examine(settings: &Settings) -> Vec<Finding> {
    let now = domain::clock::Clock::now(&domain::clock::SystemClock);
    let mut findings = vec![Finding::ok("settings", "can be read")];
    findings.extend(unknown_variables());
    findings.extend(clock(now));
    let secret = secret::read(&settings.secret_file);
    let keys = secret.as_ref().ok().copied().flatten().map(|secret| Keys::derive(&secret));
    findings.push(files::secret(settings, &secret));
    findings.extend(files::places(settings));
    findings.extend(keyholder::examine(settings, keys.as_ref()).await);
    findings.extend(objects::examine(settings).await);
    findings.extend(database::examine(settings, keys.as_ref(), now).await);
    findings.extend(network::examine(settings, now).await);
    findings
}

fn unknown_variables() -> Option<Finding> {
    let names = unknown_variables_here();
    (!names.is_empty()).then(|| {
        Finding::warning(
            "environment",
            format!("{} is no setting", names.join(", ")),
            "a misspelt setting does nothing, and nothing says so later",
            "correct or remove it; `benchdesk --help` lists all settings",
        )
    })
}

/// The first release: no clock is right that is behind it.
const RELEASED: &str = "2026-11-22T00:00:00Z";

fn clock(now: Timestamp) -> Option<Finding> {
    let released: Timestamp = RELEASED.parse().ok()?;
    (now < released).then(|| {
        Finding::problem(
            "clock",
            format!("the machine's clock says {}", now.format("%Y-%m-%d %H:%M UTC")),
            "sessions, links and all retention periods depend on it",
            "set it, and keep it right by NTP (timedatectl set-ntp true)",
        )
    })
}
