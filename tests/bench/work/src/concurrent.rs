//! The measuring loop of async contestants: concurrent calls on one thread.

use std::cell::Cell;
use std::rc::Rc;

use tokio::task::LocalSet;

use super::{Failure, Input, Issued, Task, cpu};

/// A client of STS.
pub trait Contestant: 'static {
    /// Sends the request for the input and decodes the response.
    fn call(&self, input: &Input) -> impl Future<Output = Result<Issued, Failure>>;
}

/// Runs an async contestant: the whole program except the client.
///
/// # Errors
///
/// Fails if a call fails, or two calls get different credentials.
pub fn run<C: Contestant>(connect: impl FnOnce(&str) -> Result<C, Failure>) -> Result<(), Failure> {
    let task = Task::from_arguments()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let client = connect(&task.url)?;
        let first = client.call(&task.input).await?;
        if task.calls == 1 {
            first.print(0);
            return Ok(());
        }
        let before = cpu()?;
        let work = Rc::new(Work { client, input: task.input, left: Cell::new(task.calls.saturating_sub(1)), first });
        let workers: Vec<_> =
            (0..task.concurrency).map(|_| tokio::task::spawn_local(Rc::clone(&work).drain())).collect();
        for worker in workers {
            worker.await??;
        }
        work.first.print(cpu()? - before);
        Ok(())
    })
}

/// The remaining calls, shared by all workers.
struct Work<C> {
    client: C,
    input: Input,
    left: Cell<usize>,
    first: Issued,
}

impl<C: Contestant> Work<C> {
    async fn drain(self: Rc<Self>) -> Result<(), Failure> {
        while let Some(left) = self.left.get().checked_sub(1) {
            self.left.set(left);
            self.first.check(&self.client.call(&self.input).await?)?;
        }
        Ok(())
    }
}
