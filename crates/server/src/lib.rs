//! The binary `benchdesk`: configuration, wiring, command line. A library, so that tests can call
//! its pieces.

pub mod backup;
pub mod cli;
pub mod commands;
pub mod config;
pub mod failure;
pub mod host;
pub mod output;
pub mod safekeeping;
pub mod secret;
pub mod telemetry;
pub mod wiring;

use std::process::ExitCode;

use clap::Parser;

use crate::{cli::Cli, failure::Failure};

/// Reads the command line and does what it says. What goes wrong is said in one line each on
/// standard error: exit code 2 for wrong settings, 1 for everything else.
pub async fn main() -> ExitCode {
    install_crypto();
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report();
            failure.exit_code()
        }
    }
}

/// Makes ring what signs and encrypts, here and in what is called by us.
pub fn install_crypto() {
    api::install_crypto();
    objects::install_crypto();
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let Cli { command, config, flags } = cli;
    let variable = |name: &str| std::env::var(name).ok();
    commands::run(command.unwrap_or_default(), || config::load(&flags, config.as_deref(), &variable)).await
}
