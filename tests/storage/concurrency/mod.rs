//! Many at once, on both engines: nothing is lost, done twice, or refused for being busy.

mod accounts;
mod background;
mod claims;
mod schedules;
mod tickets;

use tokio::task::JoinSet;

/// Runs this many of a kind at once, on as many threads as the test has; returns what they return.
async fn at_once<T: Send + 'static, F>(count: usize, one: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
{
    let mut all = JoinSet::new();
    for number in 0..count {
        all.spawn(one(number));
    }
    all.join_all().await
}

/// Makes one test body run with 8 and with 32 writers on both engines, on two threads.
macro_rules! many_writers {
    ($name:ident, |$app:ident, $writers:ident| $body:block) => {
        mod $name {
            use super::*;

            async fn body($app: std::sync::Arc<kit::TestApp>, $writers: usize) $body

            #[test]
            fn sqlite_8() {
                kit::run_on_two_threads(kit::Engine::Sqlite, |app| body(app, 8));
            }

            #[test]
            fn sqlite_32() {
                kit::run_on_two_threads(kit::Engine::Sqlite, |app| body(app, 32));
            }

            #[test]
            fn postgres_8() {
                kit::run_on_two_threads(kit::Engine::Postgres, |app| body(app, 8));
            }

            #[test]
            fn postgres_32() {
                kit::run_on_two_threads(kit::Engine::Postgres, |app| body(app, 32));
            }
        }
    };
}
use many_writers;
