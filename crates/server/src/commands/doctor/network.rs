use std::{net::IpAddr, path::Path};

use api::Tls;
use chrono::Duration;
use domain::clock::Timestamp;

use super::finding::Finding;
use crate::{
    config::Settings,
    failure::Failure,
    wiring::{postmaster, sqlite_file},
};

/// A certificate is renewed before its last days.
const SOON: Duration = Duration::days(14);

/// How people reach the desk, and how its mail leaves.
pub(super) async fn examine(settings: &Settings, now: Timestamp) -> Vec<Finding> {
    let mut findings: Vec<_> = certificate(settings, now).into_iter().chain(public_url(settings)).collect();
    findings.push(mail(settings).await);
    findings
}

fn certificate(settings: &Settings, now: Timestamp) -> Option<Finding> {
    const THING: &str = "certificate";
    const WHY: &str = "browsers and mail programs refuse to open the desk";
    let files = settings.tls.as_ref()?;
    let tls = match Tls::load(&files.certificate, &files.key) {
        Ok(tls) => tls,
        Err(error) => {
            let todo = "correct BENCHDESK_TLS_CERTIFICATE and BENCHDESK_TLS_KEY";
            return Some(Finding::problem(THING, error.to_string(), "the server does not start", todo));
        }
    };
    let until = tls.expires_at()?;
    let said = until.format("%Y-%m-%d");
    Some(if until <= now {
        Finding::warning(THING, format!("expired on {said}"), WHY, "renew it, then send the server SIGHUP")
    } else if until - now < SOON {
        Finding::warning(THING, format!("expires on {said}"), WHY, "renew it, then send the server SIGHUP")
    } else {
        Finding::ok(THING, format!("good until {said}"))
    })
}

fn public_url(settings: &Settings) -> Option<Finding> {
    const THING: &str = "public address";
    let is_local = |ip: IpAddr| ip.is_loopback();
    match &settings.public_url {
        None if sqlite_file(&settings.database_url).is_none() => Some(Finding::warning(
            THING,
            "is not set",
            "servers that share a database must have the same: tokens are issued in its name",
            "set BENCHDESK_PUBLIC_URL to what people type, at every server and worker",
        )),
        None if is_local(settings.listen.ip()) => None,
        None => Some(Finding::warning(
            THING,
            "is not set",
            "links in mails lead to the address that the server listens on",
            "set BENCHDESK_PUBLIC_URL to what people type",
        )),
        Some(url) if url.scheme() == "https" => Some(Finding::ok(THING, "is https")),
        Some(url)
            if url.host_str().is_some_and(|host| host == "localhost" || host.parse().is_ok_and(is_local)) =>
        {
            None
        }
        Some(_) => Some(Finding::warning(
            THING,
            "is http",
            "passwords and tokens can be read on the way",
            "end TLS in a proxy or here (BENCHDESK_TLS_CERTIFICATE), and set BENCHDESK_PUBLIC_URL to https://…",
        )),
    }
}

async fn mail(settings: &Settings) -> Finding {
    const THING: &str = "mail";
    const WHY: &str = "no confirmation, no reply, no password link leaves the desk";
    if let Some(folder) =
        settings.mail_url.strip_prefix("file:").map(|path| path.strip_prefix("//").unwrap_or(path))
        && !folder.is_empty()
        && !Path::new(folder).exists()
    {
        // To look at it would make it.
        return Finding::ok(THING, format!("{folder} is not there yet, is made at the first start"));
    }
    let made: Result<_, Failure> =
        settings.public_url(settings.listen).and_then(|url| postmaster(settings, &url));
    let postmaster = match made {
        Ok(postmaster) => postmaster,
        Err(failure) => return Finding::failed(THING, &failure, WHY),
    };
    if settings.mail_url == "log:" {
        return Finding::warning(THING, "is shown in the log and not sent", WHY, "set BENCHDESK_MAIL_URL");
    }
    match postmaster.check().await {
        Ok(()) => Finding::ok(THING, "can be handed in"),
        Err(code) => Finding::problem(THING, explain(code), WHY, advise(code)),
    }
}

fn explain(code: &str) -> String {
    match code {
        "timeout" => "the mail server does not answer".to_owned(),
        "network" => "the mail server cannot be reached".to_owned(),
        "tls" => "no encrypted connection with the mail server".to_owned(),
        "refused" => "the mail server refuses us".to_owned(),
        "folder_not_writable" => "the folder for mail cannot be written to".to_owned(),
        other => format!("the mail server cannot be talked to ({other})"),
    }
}

fn advise(code: &str) -> &'static str {
    match code {
        "timeout" | "network" => {
            "check host and port in BENCHDESK_MAIL_URL, and the firewall (587 or 465 outwards)"
        }
        "tls" => "check the server's name and certificate; ?tls=none only inside a trusted network",
        "refused" => "check user and password in BENCHDESK_MAIL_URL (percent-encoded)",
        "folder_not_writable" => "let the desk's user write there",
        _ => "check BENCHDESK_MAIL_URL: smtps:// for port 465, smtp:// for 587",
    }
}
