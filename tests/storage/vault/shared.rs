use std::process::{Child, Stdio};

use ::vault::Keyholder;
use domain::vault::KeyProvider;

use super::*;

/// A keyholder in a process of its own.
struct Holder(Child);

impl Holder {
    fn start(files: &TestDatabase, socket: &str) -> Self {
        let mut holder = command(files, &["keyholder"]);
        let holder = holder.env("BENCHDESK_KEYHOLDER", socket).stdout(Stdio::null()).spawn().unwrap();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while std::os::unix::net::UnixStream::connect(socket).is_err() {
            assert!(std::time::Instant::now() < deadline, "the keyholder does not answer");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Self(holder)
    }

    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn status(server: &Server, path: &str) -> u16 {
    kit::http().get(format!("{}{path}", server.url)).send().await.unwrap().status().as_u16()
}

/// Three servers share one keyholder: keys are renewed while addresses are given, and without the keyholder
/// addresses alone cannot be had.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_servers_share_a_keyholder() {
    let files = TestDatabase::create(Engine::Postgres).await;
    let socket = files.directory.path().join("keyholder.sock").display().to_string();
    let holder = Holder::start(&files, &socket);
    let settings = [("BENCHDESK_KEYHOLDER", socket.as_str())];
    let servers =
        [serve(&files, &settings).await, serve(&files, &settings).await, serve(&files, &settings).await];

    let secret = server::secret::read(&files.directory.path().join("benchdesk.secret")).unwrap().unwrap();
    let asked = Arc::new(Keyholder::at(socket.as_ref(), Keys::derive(&secret).check_value()));
    let of_another = Keyholder::at(socket.as_ref(), "another desk".to_owned());
    assert!(of_another.keys().await.is_err(), "keys are one desk's");
    let mut desk = VaultDesk::open(files).await;
    desk.vault = Vault { keys: Arc::clone(&asked) as Arc<dyn KeyProvider>, archive: asked };

    let case = desk.case("Open Street 1").await;
    let giving = async {
        for number in 0..40 {
            // Whoever comes between two keys tries again.
            while let Err(error) = desk.tries(case, &format!("Street {number}")).await {
                assert!(matches!(error, domain::Error::Unavailable { .. }), "{error:?}");
            }
        }
    };
    let rotating = async {
        for _ in 0..4 {
            let (one, other) = tokio::join!(desk.rotates_if_it_can(), desk.rotates_if_it_can());
            assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
        }
    };
    tokio::join!(giving, rotating);
    desk.rotates().await;
    desk.rotates().await;
    assert_eq!(desk.held().await.len(), 1, "no key is left over");
    assert!(desk.reads(case).await.is_some());
    desk.writes_ledger().await;

    holder.kill();
    let cut_off = vault::open(desk.store.as_ref(), desk.vault.keys.as_ref(), case).await;
    assert!(matches!(cut_off, Err(domain::Error::Unavailable { .. })), "{cut_off:?}");
    for server in &servers {
        assert_eq!((status(server, "/readyz").await, status(server, "/api/v1/me").await), (200, 401));
    }
    let _holder = Holder::start(&desk.files, &socket);
    assert!(desk.reads(case).await.is_some());
    let verified = command(&desk.files, &["privacy", "verify"]).env("BENCHDESK_KEYHOLDER", &socket).output();
    assert_well(&verified.unwrap());
}
