use crate::{config::Settings, failure::Failure, output::say, wiring};

/// Brings the schema up to date.
pub(super) async fn migrate(settings: Settings) -> Result<(), Failure> {
    wiring::make_directories(&settings)?;
    let database = wiring::connect(&settings).await?;
    match wiring::migrate(&database).await? {
        0 => say("the schema is up to date"),
        applied => say(format_args!("{applied} migration(s) applied")),
    }
    wiring::close(database).await
}
