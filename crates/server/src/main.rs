//! The binary `benchdesk`.

use std::process::ExitCode;

/// Gives the 19 MiB of a password hash back, which glibc's would keep for good once it has seen one;
/// and a request allocates often.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    server::main().await
}
