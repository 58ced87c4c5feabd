//! TLS between servers and their keyholder: each side shows a certificate that the other's authority has signed.

use std::{fs, io, path::Path, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
    server::WebPkiClientVerifier,
    version::TLS13,
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::location::Certificates;
use crate::OpenError;

/// The side that asks. The files are read for each connection, so that new ones are taken without a restart.
pub(super) fn connector(files: &Certificates) -> Result<TlsConnector, OpenError> {
    let (chain, key) = identity(files)?;
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])
        .map_err(unusable)?
        .with_root_certificates(authority(files)?)
        .with_client_auth_cert(chain, key)
        .map_err(unusable)?;
    Ok(TlsConnector::from(Arc::new(config)))
}

/// The side that answers, to nobody whose certificate the authority has not signed.
pub(super) fn acceptor(files: &Certificates) -> Result<TlsAcceptor, OpenError> {
    let (chain, key) = identity(files)?;
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(authority(files)?), provider()).build();
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])
        .map_err(unusable)?
        .with_client_cert_verifier(verifier.map_err(unusable)?)
        .with_single_cert(chain, key)
        .map_err(unusable)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// The name that the keyholder's certificate must have.
pub(super) fn name_of(host: &str) -> io::Result<ServerName<'static>> {
    ServerName::try_from(host.to_owned()).map_err(|_| io::ErrorKind::InvalidInput.into())
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn authority(files: &Certificates) -> Result<RootCertStore, OpenError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(&files.authority)? {
        roots.add(certificate).map_err(unusable)?;
    }
    Ok(roots)
}

fn identity(
    files: &Certificates,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), OpenError> {
    let chain = certificates(&files.certificate)?;
    let key = PrivateKeyDer::from_pem_slice(&read(&files.key)?)
        .map_err(|_| OpenError(format!("{} holds no private key in PEM", files.key.display())))?;
    Ok((chain, key))
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, OpenError> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(file)?).collect();
    let none = || OpenError(format!("{} holds no certificate in PEM", file.display()));
    all.ok().filter(|all| !all.is_empty()).ok_or_else(none)
}

fn read(file: &Path) -> Result<Vec<u8>, OpenError> {
    fs::read(file).map_err(|error| OpenError(format!("{} cannot be read: {}", file.display(), error.kind())))
}

fn unusable(error: impl std::fmt::Display) -> OpenError {
    OpenError(format!("the keyholder's certificates cannot be used: {error}"))
}
