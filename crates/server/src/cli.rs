//! The command line.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command as ClapCommand, FromArgMatches, Parser, Subcommand};
use domain::identity::Role;

use crate::config::{Given, SETTINGS};

/// A helpdesk and repair desk in one binary.
///
/// Settings are taken from benchdesk.toml, `BENCHDESK_…` variables and flags, in rising order.
#[derive(Debug, Parser)]
#[command(name = "benchdesk", version)]
pub struct Cli {
    /// What to do; serves, if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The file with settings [default: benchdesk.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Settings.
    #[command(flatten)]
    pub flags: Flags,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API, and work on jobs beside it
    Serve(ServeArgs),
    /// Work on jobs only
    Worker,
    /// Have the keys of addresses and the ledger for several servers of this machine
    Keyholder,
    /// Bring the database's schema up to date
    Migrate,
    /// Print the OpenAPI document
    Openapi,
    /// Fill an empty desk with invented customers and tickets; no mail is sent
    Demo(DemoArgs),
    /// Manage administrators and other staff
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Copy database and attachments into a new folder, while the desk runs
    Backup(BackupArgs),
    /// Fill an empty desk from a backup
    Restore(RestoreArgs),
    /// Prove what the desk promises about addresses
    #[command(subcommand)]
    Privacy(PrivacyCommand),
    /// Check everything the desk needs, and say what to do about what is wrong
    Doctor(DoctorArgs),
}

impl Default for Command {
    fn default() -> Self {
        Self::Serve(ServeArgs::default())
    }
}

/// How to serve.
#[derive(Debug, Default, Args)]
pub struct ServeArgs {
    /// Leave jobs to `benchdesk worker`
    #[arg(long)]
    pub no_worker: bool,
    /// Fill the desk with invented customers and tickets, if it has no customers yet
    #[arg(long)]
    pub demo: bool,
    /// Bring the schema of a PostgreSQL database up to date first (SQLite always is)
    #[arg(long)]
    pub migrate: bool,
}

/// What to invent.
#[derive(Debug, Clone, Copy, Args)]
pub struct DemoArgs {
    /// How many tickets
    #[arg(long, default_value_t = Self::default().tickets, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    pub tickets: u32,
}

impl Default for DemoArgs {
    fn default() -> Self {
        Self { tickets: 40 }
    }
}

/// What to back up, and where to.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The folder to make; it must not be there yet
    pub target: PathBuf,
    /// Take the secret file along: whoever has the backup can then make sessions and links
    #[arg(long)]
    pub with_secret: bool,
}

/// What to restore.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct RestoreArgs {
    /// Or what to do with a database that was brought back by other means.
    #[command(subcommand)]
    pub instead: Option<RestoreCommand>,
    /// The folder that `benchdesk backup` has made
    #[arg(required = true)]
    pub source: Option<PathBuf>,
    /// Send the mails that waited when the backup was made; without it they are held, as they may have
    /// been sent since
    #[arg(long)]
    pub send_pending_mail: bool,
    /// Go on although `ledger_dir` does not hold the newest ledger: who was erased and what has
    /// ended since the backup comes back
    #[arg(long)]
    pub without_newest_ledger: bool,
    /// Go on although the keys of addresses are lost: open cases ask for their addresses anew
    #[arg(long)]
    pub keys_are_lost: bool,
}

/// What to do with a database that was brought back by other means.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum RestoreCommand {
    /// End again what had ended, as the ledger says; for a desk that is in maintenance
    Reconcile(ReconcileArgs),
}

/// How to reconcile.
#[derive(Debug, Clone, Copy, Args)]
pub struct ReconcileArgs {
    /// Go on with a new key although that of the database is lost: open cases ask for their addresses anew
    #[arg(long)]
    pub keys_are_lost: bool,
}

/// What to prove.
#[derive(Debug, Clone, Subcommand)]
pub enum PrivacyCommand {
    /// Walk keys, ledger, shelf, addresses, receipts and files; fails if anything is left or lost
    Verify(VerifyArgs),
    /// Let an invented address end here, and look for what is left of it; renews the keys of addresses once more
    Drill(DrillArgs),
}

/// Where to look, and how to report.
#[derive(Debug, Clone, Args)]
pub struct DrillArgs {
    /// Look in these files and folders, too: backups, the data directory of PostgreSQL
    #[arg(long, value_name = "PATH")]
    pub also: Vec<PathBuf>,
    /// Print what was found as JSON
    #[arg(long)]
    pub json: bool,
}

/// How to report.
#[derive(Debug, Clone, Copy, Args)]
pub struct VerifyArgs {
    /// Print what was looked at as JSON
    #[arg(long)]
    pub json: bool,
}

/// How to look.
#[derive(Debug, Default, Clone, Copy, Args)]
pub struct DoctorArgs {
    /// Print findings as JSON
    #[arg(long)]
    pub json: bool,
    /// Ask the running server only whether it is ready; for health checks of containers
    #[arg(long, conflicts_with = "json")]
    pub ready: bool,
}

/// What to do with staff.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Create a member of staff; works without a running server
    Create(CreateArgs),
}

/// Whom to create.
#[derive(Args)]
pub struct CreateArgs {
    /// Signs in with it
    #[arg(long)]
    pub email: String,
    /// Shown to customers under replies; without it, the part of the address before the @
    #[arg(long)]
    pub name: Option<String>,
    /// agent, technician, logistics, lead, `privacy_officer` or admin
    #[arg(long, default_value = "admin", value_parser = staff_role)]
    pub role: Role,
    /// Read the password from standard input; there is no other way to give it
    #[arg(long, required = true)]
    pub password_stdin: bool,
}

impl std::fmt::Debug for CreateArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateArgs").field("role", &self.role).finish_non_exhaustive()
    }
}

fn staff_role(name: &str) -> Result<Role, String> {
    let role = Role::from_name(name).filter(|role| role.is_staff());
    role.ok_or_else(|| {
        let names: Vec<_> = Role::ALL.iter().filter(|role| role.is_staff()).map(|role| role.name()).collect();
        format!("must be one of {}", names.join(", "))
    })
}

/// A flag for each setting, made from the table of settings.
#[derive(Default)]
pub struct Flags(Given);

impl std::ops::Deref for Flags {
    type Target = Given;

    fn deref(&self) -> &Given {
        &self.0
    }
}

impl std::fmt::Debug for Flags {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Args for Flags {
    fn augment_args(command: ClapCommand) -> ClapCommand {
        command.args(SETTINGS.iter().map(|setting| {
            Arg::new(setting.key)
                .long(setting.flag)
                .help(setting.help())
                .help_heading("Settings")
                .value_name("VALUE")
                .global(true)
        }))
    }

    fn augment_args_for_update(command: ClapCommand) -> ClapCommand {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |key| Some((key, matches.get_one::<String>(key)?.clone()));
        Ok(Self(SETTINGS.iter().filter_map(|setting| given(setting.key)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.extend(Self::from_arg_matches(matches)?.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(line: &str) -> Cli {
        Cli::try_parse_from(line.split(' ')).unwrap()
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_command_it_serves() {
        assert!(matches!(parse("benchdesk").command.unwrap_or_default(), Command::Serve(_)));
    }

    #[test]
    fn settings_may_stand_before_and_after_the_command() {
        let cli = parse("benchdesk --listen 127.0.0.1:1 serve --no-worker --mail-url file:mail");
        assert_eq!(cli.flags.get("listen").map(String::as_str), Some("127.0.0.1:1"));
        assert_eq!(cli.flags.get("mail_url").map(String::as_str), Some("file:mail"));
        assert_eq!(cli.flags.len(), 2);
    }

    #[test]
    fn a_password_is_taken_from_standard_input_only_and_customers_are_not_created() {
        let create = "benchdesk admin create --email a@example.org";
        assert!(Cli::try_parse_from(create.split(' ')).is_err());
        let customer = format!("{create} --password-stdin --role customer");
        assert!(Cli::try_parse_from(customer.split(' ')).is_err());
        let lead = format!("{create} --password-stdin --role lead");
        assert!(Cli::try_parse_from(lead.split(' ')).is_ok());
    }
}
