//! Takes mail back before anybody can send it.

use domain::{
    Ctx, Result,
    job::{Lease, Work},
    mail::MailOrder,
    store::Tx,
};

/// More than one demo transaction orders.
const LIMIT: u64 = 200;

/// Removes the mail that this transaction has ordered, and says what it was. The orders are never
/// committed, so a worker that runs beside the demo does not see them.
pub(super) async fn discard(tx: &mut dyn Tx, cx: &Ctx) -> Result<Vec<MailOrder>> {
    // The lease is over at once: a job that is no mail is left to the worker.
    let lease = Lease { holder: cx.uuid(), until: cx.now() };
    let mut orders = Vec::new();
    let jobs = tx.jobs().claim(cx.now(), lease, LIMIT).await?;
    for job in jobs {
        if let Work::SendMail(order) = Work::from_payload(&job.payload)? {
            tx.jobs().finish(job.id, lease).await?;
            orders.push(order);
        }
    }
    Ok(orders)
}
