use std::{net::SocketAddr, sync::Arc};

use api::Tls;
use domain::{
    identity::{Actor, first_admin_code},
    mail::Mailer,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    task::JoinHandle,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use url::Url;

use super::{
    demo,
    shutdown::{PATIENCE, cancel_on_signal, overdue},
};
use crate::{
    cli::{DemoArgs, ServeArgs},
    config::{Settings, TlsFiles, unknown_variables_here},
    failure::Failure,
    output::say,
    safekeeping::{Opened, older},
    wiring::{Desk, Migrations, postmaster, without_slash},
};

/// Serves until told to stop.
pub(super) async fn serve(settings: Settings, args: ServeArgs) -> Result<(), Failure> {
    warn_of_unknown_variables();
    let tls = settings.tls.as_ref().map(load_tls).transpose()?;
    let (listener, address) = bind(settings.listen).await?;
    let inner = match settings.metrics_listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let public_url = settings.public_url(address)?;
    let postmaster = Arc::new(postmaster(&settings, &public_url)?);
    let migrations = if args.migrate { Migrations::Apply } else { Migrations::ApplyIfSqlite };
    let desk = Desk::open(settings, migrations).await?;
    let (vault, unknown) = match desk.open_vault().await? {
        Opened::Known(vault) => (vault, None),
        Opened::Unknown(unknown) => (unknown.vault(), Some(unknown)),
        Opened::Older(entries) => return maintain(desk, listener, tls, entries).await,
    };
    if args.demo {
        demo::fill_if_empty(&desk, DemoArgs::default()).await?;
    }
    announce(&desk, &public_url).await?;
    let app = desk.app(&public_url, Arc::clone(&postmaster) as Arc<dyn Mailer>, vault.clone());

    let shutdown = CancellationToken::new();
    let tasks = TaskTracker::new();
    tasks.spawn(cancel_on_signal(shutdown.clone()));
    let known = unknown.map(|unknown| tasks.spawn(unknown.wait(shutdown.clone())));
    if !args.no_worker {
        let worker = desk.worker(postmaster, vault);
        let stop = shutdown.clone();
        tasks.spawn(async move { worker.run(stop).await });
    }
    if let Some((inner, address)) = inner {
        tracing::info!("metrics on http://{address}/metrics");
        tasks.spawn(api::serve(inner, api::inner_router(&app), None, shutdown.clone()));
    }
    if let Some(tls) = &tls {
        tasks.spawn(reload_on_hangup(Arc::clone(tls), shutdown.clone()));
    }
    tracing::info!("listening on {}://{address}", if tls.is_some() { "https" } else { "http" });
    let router = api::router(app);
    let served = answer(api::serve(listener, router, tls, shutdown.clone()), &shutdown).await;
    shutdown.cancel();
    tasks.close();
    if tokio::time::timeout(PATIENCE, tasks.wait()).await.is_err() {
        tracing::warn!("jobs were cut off; they run again when their lease is over");
    }
    desk.close().await?;
    tracing::info!("stopped");
    served.and(outcome(known).await)
}

/// What has become of a task that has ended, or was cut off.
async fn outcome(task: Option<JoinHandle<Result<(), Failure>>>) -> Result<(), Failure> {
    match task {
        Some(task) if task.is_finished() => task.await.unwrap_or(Ok(())),
        _ => Ok(()),
    }
}

/// Says that it is alive and not ready until it is told to stop: nothing that had ended is shown or used.
async fn maintain(
    desk: Desk,
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    entries: usize,
) -> Result<(), Failure> {
    tracing::error!("maintenance: {}", older(entries));
    let shutdown = CancellationToken::new();
    let tasks = TaskTracker::new();
    tasks.spawn(cancel_on_signal(shutdown.clone()));
    let served =
        answer(api::serve(listener, api::maintenance_router(), tls, shutdown.clone()), &shutdown).await;
    shutdown.cancel();
    desk.close().await?;
    served
}

/// A misspelt setting is a setting that does nothing.
fn warn_of_unknown_variables() {
    for name in unknown_variables_here() {
        tracing::warn!(name, "the environment has a variable that is no setting");
    }
}

fn load_tls(files: &TlsFiles) -> Result<Arc<Tls>, Failure> {
    let loaded = Tls::load(&files.certificate, &files.key);
    loaded.map(Arc::new).map_err(|error| {
        let (certificate, key) = (files.certificate.display(), files.key.display());
        Failure::settings([format!(
            "{error} (BENCHDESK_TLS_CERTIFICATE {certificate}, BENCHDESK_TLS_KEY {key})"
        )])
    })
}

/// On SIGHUP certificate and key are read again; connections that are there go on.
async fn reload_on_hangup(tls: Arc<Tls>, shutdown: CancellationToken) {
    // One listener for all of them: a signal that comes while the files are read is not lost.
    let Ok(mut hangups) = signal(SignalKind::hangup()) else {
        return tracing::error!("the certificate cannot be read again: no signal can be listened to");
    };
    while let Some(Some(())) = shutdown.run_until_cancelled(hangups.recv()).await {
        match tls.reload() {
            Ok(()) => tracing::info!("the certificate was read again"),
            Err(error) => tracing::error!(%error, "the certificate stays as it was"),
        }
    }
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let cannot =
        |error: std::io::Error| Failure::new(format!("cannot listen on {address}: {}", error.kind()));
    let listener = TcpListener::bind(address).await.map_err(cannot)?;
    let bound = listener.local_addr().map_err(cannot)?;
    Ok((listener, bound))
}

/// Says what a person who starts the desk for the first time must know.
async fn announce(desk: &Desk, public_url: &Url) -> Result<(), Failure> {
    if desk.settings.mail_url == "log:" {
        tracing::warn!("mail is not sent but shown here: set BENCHDESK_MAIL_URL to send it");
    }
    let link = first_admin_link(desk, public_url).await;
    let link =
        link.map_err(|error| Failure::because("the first administrator's link cannot be made", &error))?;
    if let Some(link) = link {
        say(format_args!("The first administrator sets the desk up here: {link}"));
    }
    Ok(())
}

async fn first_admin_link(desk: &Desk, public_url: &Url) -> domain::Result<Option<String>> {
    let mut tx = desk.store.begin().await?;
    let token = first_admin_code(tx.as_mut(), &desk.cx(Actor::Operator), &desk.keys).await?;
    tx.commit().await?;
    Ok(token.map(|token| format!("{}/setup#token={token}", without_slash(public_url))))
}

/// Serves until the shutdown, and gives running requests their time to end.
async fn answer(
    serving: impl Future<Output = std::io::Result<()>>,
    shutdown: &CancellationToken,
) -> Result<(), Failure> {
    tokio::select! {
        served = serving => served.map_err(|error| Failure::new(format!("cannot serve: {}", error.kind()))),
        () = overdue(shutdown) => {
            tracing::warn!("requests were cut off");
            Ok(())
        }
    }
}
