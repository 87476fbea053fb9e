//! The accounts of a server, which may change while it runs.

use std::sync::{Arc, Mutex};

use awsquery::layer::lock;

use crate::account::Account;
use crate::directory::Directory;

/// The accounts of a server. Each request sees those of one time.
#[derive(Debug)]
pub(crate) struct LiveDirectory {
    initial: Arc<Directory>,
    current: Mutex<Arc<Directory>>,
    /// Held during a change, so that two changes at once do not undo each other. Requests go on with the old accounts.
    changes: Mutex<()>,
}

impl LiveDirectory {
    pub(crate) fn new(directory: Directory) -> Self {
        let initial = Arc::new(directory);
        Self { current: Mutex::new(initial.clone()), initial, changes: Mutex::default() }
    }

    /// Returns the accounts as they are now.
    pub(crate) fn current(&self) -> Arc<Directory> {
        lock(&self.current).clone()
    }

    /// Returns to the accounts at the start.
    pub(crate) fn reset(&self) {
        let _changes = lock(&self.changes);
        *lock(&self.current) = self.initial.clone();
    }

    /// Changes the accounts, unless the result would break a rule or the change fails.
    pub(crate) fn change<T, E>(
        &self,
        change: impl FnOnce(&mut Vec<Arc<Account>>) -> Result<T, E>,
        refuse: impl FnOnce(Vec<String>) -> E,
    ) -> Result<T, E> {
        let _changes = lock(&self.changes);
        let current = self.current();
        let mut accounts = current.accounts().to_vec();
        let result = change(&mut accounts)?;
        let changed = current.with_accounts(accounts).map_err(refuse)?;
        *lock(&self.current) = Arc::new(changed);
        Ok(result)
    }
}
