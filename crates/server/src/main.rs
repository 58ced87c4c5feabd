//! The binary `benchdesk`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server::main().await
}
