//! One file per command.

mod admin;
mod backup;
mod demo;
mod doctor;
mod drill;
mod keyholder;
mod migrate;
mod privacy;
mod raw_search;
mod reconcile;
mod restore;
mod serve;
mod shutdown;
mod worker;

use crate::{
    cli::{AdminCommand, Command},
    config::Settings,
    failure::Failure,
    output::say,
    telemetry,
};

/// Does what the command line says. Settings are loaded by commands that need them.
pub async fn run(command: Command, load: impl Fn() -> Result<Settings, Failure>) -> Result<(), Failure> {
    let settings = || load().inspect(telemetry::install);
    match command {
        Command::Openapi => {
            say(api::openapi_json().trim_end());
            Ok(())
        }
        Command::Doctor(args) => doctor::doctor(load(), args).await,
        Command::Serve(args) => serve::serve(settings()?, args).await,
        Command::Worker => worker::work(settings()?).await,
        Command::Keyholder => keyholder::hold(settings()?).await,
        Command::Migrate => migrate::migrate(settings()?).await,
        Command::Backup(args) => backup::backup(settings()?, args).await,
        Command::Restore(args) => restore::restore(settings()?, args).await,
        Command::Demo(args) => demo::demo(settings()?, args).await,
        Command::Privacy(command) => privacy::privacy(settings()?, command).await,
        Command::Admin(AdminCommand::Create(args)) => admin::create(settings()?, args).await,
    }
}
