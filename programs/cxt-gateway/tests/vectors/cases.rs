//! Runs and counts cases that only the vector file knows; Rust's own harness wants them at compile time. Prints what that
//! harness prints.
use std::{
    panic::{catch_unwind, AssertUnwindSafe},
    process::ExitCode,
};

pub struct Cases {
    /// Runs only cases whose name contains it.
    filter: String,
    passed: usize,
    failed: Vec<String>,
    left_out: usize,
}

impl Default for Cases {
    fn default() -> Self {
        let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
        Self { filter, passed: 0, failed: Vec::new(), left_out: 0 }
    }
}

impl Cases {
    /// Runs one case; it fails when it panics.
    pub fn case(&mut self, name: impl Into<String>, check: impl FnOnce()) {
        let name = name.into();
        if !name.contains(&self.filter) {
            self.left_out += 1;
            return;
        }
        let passed = catch_unwind(AssertUnwindSafe(check)).is_ok();
        println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
        if passed {
            self.passed += 1;
        } else {
            self.failed.push(name);
        }
    }

    pub fn finish(self) -> ExitCode {
        for name in &self.failed {
            println!("failed: {name}");
        }
        let verdict = if self.failed.is_empty() { "ok" } else { "FAILED" };
        println!(
            "\ntest result: {verdict}. {} passed; {} failed; 0 ignored; 0 measured; {} filtered out\n",
            self.passed,
            self.failed.len(),
            self.left_out
        );
        ExitCode::from(u8::from(!self.failed.is_empty()))
    }
}
