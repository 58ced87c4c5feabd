//! Three servers of one desk and one keyholder, over HTTP: keys are renewed while people give and read addresses, and
//! the server that is cut off from it is without addresses, and without nothing else.

use ::vault::{Keyholder, keyholder::Location};
use domain::{identity::Role, vault::KeyProvider};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use super::{
    races::At,
    shared::{Holder, names, put_certificates, settings, shown_by, status},
    *,
};
use crate::people::add_people;

/// The way from one server to the keyholder, which can be cut.
struct Line {
    port: u16,
    cut: CancellationToken,
}

impl Line {
    async fn to(keyholder: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let line = Self { port: listener.local_addr().unwrap().port(), cut: CancellationToken::new() };
        let cut = line.cut.clone();
        #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
        tokio::spawn(async move {
            while let Some(Ok((near, _))) = cut.run_until_cancelled(listener.accept()).await {
                let cut = cut.clone();
                #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
                tokio::spawn(async move { cut.run_until_cancelled(carry(near, keyholder)).await });
            }
        });
        line
    }
}

async fn carry(mut near: TcpStream, keyholder: u16) {
    if let Ok(mut far) = TcpStream::connect(("127.0.0.1", keyholder)).await {
        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
    }
}

/// The customer and logistics at one of the servers.
struct Desk {
    ann: At,
    lou: At,
}

impl Desk {
    async fn at(server: &Server) -> Self {
        Self { ann: At::sign_in(server, 0).await, lou: At::sign_in(server, 1).await }
    }

    /// Gives an address, looks at it, and reads it for a label: the statuses, and what the problems are.
    async fn uses_addresses(&self, case: RepairId, number: usize) -> Vec<(u16, Value)> {
        let address = json!({
            "country": "DE", "recipient": "Ann Example", "street_lines": [format!("Beispielweg {number}")],
            "postal_code": "10115", "locality": "Berlin"
        });
        let label = json!({ "purpose": "label" });
        let requests = [
            self.ann.asks(Method::PUT, case, "/address").json(&address),
            self.ann.asks(Method::GET, case, "/address"),
            self.lou.asks(Method::POST, case, "/address/reveals").json(&label),
        ];
        let mut answers = Vec::new();
        for request in requests {
            let answer = request.send().await.unwrap();
            let status = answer.status().as_u16();
            answers.push((status, answer.json::<Value>().await.unwrap()["code"].clone()));
        }
        answers
    }

    /// What needs no key: the repair, its receipts, a ticket.
    async fn does_all_else(&self, case: RepairId) -> [u16; 4] {
        let seen = self.ann.asks(Method::GET, case, "").send().await.unwrap();
        let receipt = self.ann.asks(Method::GET, case, "/purge-receipt").send().await.unwrap();
        let tickets = format!("{}/api/v1/tickets", self.ann.url);
        let new = json!({ "subject": "Fader 3", "body": "It jams." });
        let opened =
            self.ann.http.post(&tickets).bearer_auth(&self.ann.token).json(&new).send().await.unwrap();
        let listed = self.lou.http.get(&tickets).bearer_auth(&self.lou.token).send().await.unwrap();
        [seen, receipt, opened, listed].map(|answer| answer.status().as_u16())
    }
}

/// What the keyholder has, asked beside the servers.
fn vault_at(location: &str, directory: &Path) -> Vault {
    let secret = server::secret::read(&directory.join("benchdesk.secret")).unwrap().unwrap();
    let check = Keys::derive(&secret).check_value();
    let certificates = shown_by(directory, "server");
    let asked = Keyholder::at(Location::parse(location).unwrap(), Some(certificates), check).unwrap();
    let asked = Arc::new(asked);
    Vault { keys: Arc::clone(&asked) as Arc<dyn KeyProvider>, archive: asked }
}

/// The customer's repair, ready to be sent back, with an address.
async fn ready_case(desk: &VaultDesk) -> RepairId {
    let first = String::from_utf8(kit::vault::canonical_address()).unwrap();
    let case = desk.case(&first).await;
    let of_customer = "UPDATE repair_case SET state = 'ready_to_ship', requester_id = \
                       (SELECT id FROM account WHERE email = 'customer0@example.org') WHERE id = $1";
    desk.execute(of_customer, vec![case.as_uuid().into()]).await;
    case
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_cut_off_is_without_addresses_only() {
    let files = TestDatabase::create(Engine::Postgres).await;
    let directory = files.directory.path().to_owned();
    put_certificates(&directory);
    add_people(&files, 0..1, Role::Customer).await;
    add_people(&files, 1..2, Role::Logistics).await;
    let port = kit::free_port();
    let line = Line::to(port).await;
    let (location, through) = (format!("tls://127.0.0.1:{port}"), format!("tls://127.0.0.1:{}", line.port));
    let (of_holder, of_servers) =
        (names(&shown_by(&directory, "holder")), names(&shown_by(&directory, "server")));
    let _holder = Holder::start(&files, &settings(&location, &of_holder));
    let common =
        [("BENCHDESK_PUBLIC_URL", "http://desk.example.org"), ("BENCHDESK_REQUESTS_PER_MINUTE", "100000")];
    let direct = [&settings(&location, &of_servers)[..], &common].concat();
    let cut = [&settings(&through, &of_servers)[..], &common].concat();
    let servers = [serve(&files, &direct).await, serve(&files, &direct).await, serve(&files, &cut).await];
    let mut desks = Vec::new();
    for server in &servers {
        desks.push(Desk::at(server).await);
    }

    let mut desk = VaultDesk::open(files).await;
    desk.vault = vault_at(&location, &directory);
    let case = ready_case(&desk).await;

    let sealed = async || desk.store.read().await.unwrap().addresses().sealed(case).await.unwrap().unwrap();
    let mut wraps = vec![sealed().await];
    assert!(desk.vault.keys.unwrap(wraps[0].place(), &wraps[0].wrapped).await.is_ok());
    let mut done = [0; 3];
    let using = async {
        for round in 0..30 {
            let answers = desks[round % 3].uses_addresses(case, round + 1).await;
            // Whoever comes between two keys tries again.
            assert!(answers.iter().all(|(status, _)| [200, 503].contains(status)), "{answers:?}");
            done[round % 3] += usize::from(answers.iter().all(|(status, _)| *status == 200));
            wraps.push(sealed().await);
        }
    };
    let rotating = async {
        for _ in 0..4 {
            desk.rotates().await;
        }
    };
    tokio::join!(using, rotating);
    assert!(done.iter().all(|done| *done > 0), "{done:?}");
    desk.rotates().await;
    desk.rotates().await;
    assert_eq!(desk.held().await.len(), 1, "no key is left over");
    for wrap in &wraps {
        assert!(
            desk.vault.keys.unwrap(wrap.place(), &wrap.wrapped).await.is_err(),
            "an old copy is readable"
        );
    }
    desk.writes_ledger().await;

    line.cut.cancel();
    for (number, (at, server)) in desks.iter().zip(&servers).enumerate() {
        let answers = at.uses_addresses(case, number + 100).await;
        let expected = match number {
            2 => (503, json!("keys_unavailable")),
            _ => (200, Value::Null),
        };
        assert!(answers.iter().all(|answer| *answer == expected), "server {number}: {answers:?}");
        assert_eq!(at.does_all_else(case).await, [200, 200, 201, 200], "server {number}");
        assert_eq!(status(server, "/readyz").await, 200);
    }
}
