use std::sync::Arc;

use domain::{
    Ctx,
    attachment::{ObjectName, ObjectStore},
    clock::SystemClock,
    identity::Actor,
    random::SystemSource,
};
use url::{Host, Url};

use super::finding::Finding;
use crate::{
    config::Settings,
    failure::{Failure, chain},
    wiring::open_objects,
};

const THING: &str = "object store";
const PROBE: &[u8] = b"benchdesk doctor";

/// Puts an object into the store, reads it, and takes it away again.
pub(super) async fn examine(settings: &Settings) -> Vec<Finding> {
    const WHY: &str = "files can neither be sent nor read: both are answered with 503";
    if settings.attachments().is_some_and(|folder| !folder.exists()) {
        return vec![Finding::ok(THING, "is not there yet, is made at the first start")];
    }
    let probed = match open_objects(settings) {
        Ok(store) => probe(store.as_ref()).await.map_err(|error| Failure::new(chain(&error))),
        Err(failure) => Err(failure),
    };
    let mut findings = vec![match probed {
        Ok(true) => Finding::ok(THING, format!("{} takes, gives and deletes", settings.object_store)),
        Ok(false) => {
            Finding::problem(THING, "gives back other bytes than it was given", WHY, "use another one")
        }
        Err(failure) => Finding::problem(THING, failure.lines().join("; "), WHY, todo(settings)),
    }];
    findings.extend(unencrypted(settings));
    findings
}

async fn probe(store: &dyn ObjectStore) -> domain::Result<bool> {
    let name = ObjectName::new(&Ctx::new(&SystemClock, Arc::new(SystemSource::new()), Actor::Operator));
    let mut writer = store.create(&name).await?;
    writer.write(PROBE.into()).await?;
    writer.finish().await?;
    let found = read(store, &name).await;
    store.delete(&name).await?;
    Ok(found? == PROBE[1..])
}

async fn read(store: &dyn ObjectStore, name: &ObjectName) -> domain::Result<Vec<u8>> {
    let mut reader = store.read(name, 1..PROBE.len() as u64).await?;
    let mut found = Vec::new();
    while let Some(piece) = reader.next().await? {
        found.extend_from_slice(&piece);
    }
    Ok(found)
}

fn todo(settings: &Settings) -> &'static str {
    if settings.attachments().is_some() {
        "let the desk's user write in the folder"
    } else {
        "look at BENCHDESK_S3_ENDPOINT, the region, and what the keys may do: get, put, delete and list objects, \
         list and abort multipart uploads"
    }
}

/// Keys never travel, but files do.
fn unencrypted(settings: &Settings) -> Option<Finding> {
    let endpoint = Url::parse(settings.s3.endpoint.as_deref()?).ok()?;
    let is_here = match endpoint.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    };
    (settings.attachments().is_none() && endpoint.scheme() == "http" && !is_here).then(|| {
        Finding::warning(
            "way to the object store",
            "is not encrypted",
            "whoever is on the way reads the files that people send",
            "use https in BENCHDESK_S3_ENDPOINT, unless the network is the desk's own",
        )
    })
}
