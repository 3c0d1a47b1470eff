//! The extension module behind the Python package `juesuan`: calls of the library, and nothing that decides anything.

mod apart;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use apart::{Fault, apart};
use juesuan::batch::{self, Cause, Failure, Inputs, Limits, Outcome, RunOptions, Shard, Stamp, Stop, Worker};
use juesuan::panel::{self, MemoryTable};
use juesuan::{Error, Source, StageName, page_to_png};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

/// Program and arguments of what reads documents apart.
type Command = (PathBuf, Vec<OsString>);

fn worker((program, args): Command) -> Worker {
    Worker::Command { program, args }
}

/// Reader of one document after the other: `worker` is a program and its arguments, or `None` for this process.
#[pyclass(frozen)]
struct Reader {
    reader: Arc<Mutex<batch::Reader>>,
    stop: Arc<Stop>,
}

#[pymethods]
impl Reader {
    #[new]
    fn new(
        command: Option<Command>,
        limits: (f64, u64, u64),
        threads: usize,
        thorough: bool,
        prose: bool,
    ) -> PyResult<Self> {
        let worker = command.map_or(Worker::InProcess, worker);
        let stop = Arc::new(Stop::default());
        let reader = batch::Reader::new(worker, to_limits(limits)?)
            .on_threads(threads)
            .thorough(thorough)
            .prose(prose);
        let reader = reader.stopped_by(Arc::clone(&stop));
        Ok(Self { reader: Arc::new(Mutex::new(reader)), stop })
    }

    /// Reads a document, from its file or from bytes, and returns its JSON.
    fn read<'py>(
        &self,
        py: Python<'py>,
        name: String,
        path: Option<PathBuf>,
        data: Option<Vec<u8>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let (reader, source) = (Arc::clone(&self.reader), name.clone());
        let work = move || {
            let mut reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
            let read = match (path, data) {
                (Some(path), None) => reader.read_file(&name, &path),
                (_, data) => reader.read(&name, &data.unwrap_or_default()),
            };
            read.map(batch::JsonDocument::into_bytes).map_err(|cause| Fault::of_cause(cause, &name))
        };
        Ok(PyBytes::new(py, &apart(py, &source, Some(&self.stop), work)?))
    }

    /// Ends the worker, from any thread; what is under way is given up.
    fn stop(&self) {
        self.stop.ask();
        self.stop.ask();
    }
}

fn to_limits((timeout, memory, output): (f64, u64, u64)) -> PyResult<Limits> {
    let timeout = Duration::try_from_secs_f64(timeout).map_err(value_error)?;
    Ok(Limits { timeout, memory, output })
}

fn value_error(cause: impl ToString) -> PyErr {
    pyo3::exceptions::PyValueError::new_err(cause.to_string())
}

/// Table of results in memory.
#[pyclass(frozen)]
struct Table(MemoryTable);

#[pymethods]
impl Table {
    #[getter]
    fn name(&self) -> &'static str {
        self.0.name()
    }

    #[getter]
    fn columns(&self) -> Vec<&'static str> {
        self.0.columns().collect()
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// The rows as tuples, with `Decimal` for amounts.
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyTuple>>> {
        let decimal = py.import("decimal")?.getattr("Decimal")?;
        let value = |value: Option<panel::Value<'_>>| -> PyResult<Bound<'py, PyAny>> {
            Ok(match value {
                None => py.None().into_bound(py),
                Some(panel::Value::Text(text)) => text.into_pyobject(py)?.into_any(),
                Some(panel::Value::Integer(number)) => number.into_pyobject(py)?.into_any(),
                Some(panel::Value::Boolean(yes)) => yes.into_pyobject(py)?.to_owned().into_any(),
                Some(panel::Value::Number(number)) => number.into_pyobject(py)?.into_any(),
                Some(exact @ panel::Value::Decimal(..)) => decimal.call1((exact.decimal(),))?,
            })
        };
        let row = |row: Vec<_>| PyTuple::new(py, row.into_iter().map(value).collect::<PyResult<Vec<_>>>()?);
        self.0.rows().map(row).collect()
    }

    fn to_parquet<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| self.0.to_parquet()).map_err(|error| Fault::from(error).raise(py))?;
        Ok(PyBytes::new(py, &bytes))
    }
}

/// Turns results (JSON) and failures (lines of JSON) into tables.
#[pyfunction]
fn tables(py: Python<'_>, results: Vec<Vec<u8>>, failures: Vec<String>) -> PyResult<Vec<Table>> {
    let failure = |line: &String| match serde_json::from_str(line) {
        Ok(Outcome::Error(failure)) => Ok(failure),
        _ => Err(value_error("no failure")),
    };
    let failures = failures.iter().map(failure).collect::<PyResult<Vec<Failure>>>()?;
    let make = move || {
        let results: Vec<&[u8]> = results.iter().map(Vec::as_slice).collect();
        panel::tables_of(&results, &failures).map_err(Fault::from)
    };
    Ok(apart(py, "results", None, make)?.into_iter().map(Table).collect())
}

/// Draws a page as a PNG.
#[pyfunction]
fn page_png<'py>(
    py: Python<'py>,
    name: String,
    path: Option<PathBuf>,
    data: Option<Vec<u8>>,
    page: u32,
    dpi: u32,
    stage: Option<&str>,
) -> PyResult<Bound<'py, PyBytes>> {
    let known = |word| StageName::of(word).ok_or_else(|| value_error(format!("no stage: {word}")));
    let (stage, asked) = (stage.map(known).transpose()?, name.clone());
    let draw = move || {
        let source = match path {
            Some(path) => Source::open_as(&path, name)?,
            None => Source::from_bytes(name, data.unwrap_or_default()),
        };
        Ok(page_to_png(&source, page, dpi, stage)?)
    };
    Ok(PyBytes::new(py, &apart(py, &asked, None, draw)?))
}

/// Options of a run over many documents.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct How {
    jobs: Option<usize>,
    limits: (f64, u64, u64),
    shard: Option<(u32, u32)>,
    retry_failed: bool,
    force: bool,
    thorough: bool,
    prose: bool,
}

/// Tells a Python function how far a run is: documents done, and documents to read.
struct Progress(Option<Py<PyAny>>, AtomicU64, AtomicU64);

impl batch::Watch for Progress {
    fn begins(&self, to_read: usize, _: u64) {
        self.2.store(to_read as u64, Ordering::SeqCst);
    }

    fn done(&self, _: &Outcome, _: Duration) {
        let (done, of) = (self.1.fetch_add(1, Ordering::SeqCst) + 1, self.2.load(Ordering::SeqCst));
        let Some(told) = &self.0 else { return };
        Python::attach(|py| told.call1(py, (done, of)).map_or_else(|error| error.print(py), drop));
    }
}

/// Reads documents into a folder of results and collects it; returns counts as JSON.
#[pyfunction]
fn extract(
    py: Python<'_>,
    inputs: Vec<PathBuf>,
    out: PathBuf,
    command: Command,
    how: How,
    progress: Option<Py<PyAny>>,
) -> PyResult<String> {
    let mut options = RunOptions::new(worker(command));
    options.limits = to_limits(how.limits)?;
    options.jobs = how.jobs.unwrap_or(options.jobs);
    options.shard = how.shard.map(|(number, of)| Shard { number, of });
    (options.retry_failed, options.force) = (how.retry_failed, how.force);
    (options.thorough, options.prose) = (how.thorough, how.prose);
    let stop = Arc::new(Stop::default());
    let (asked, name) = (Arc::clone(&stop), out.to_string_lossy().into_owned());
    let progress = Progress(progress, AtomicU64::new(0), AtomicU64::new(0));
    let work = move || {
        let report = batch::run(&Inputs::find(&inputs, &out), &out, &options, &asked, &progress)?;
        if options.shard.is_none() && !report.interrupted {
            panel::refresh(&out, &mut |_| {})?;
        }
        serde_json::to_string(&report.tally).map_err(|cause| Error::io("tally", cause.into()).into())
    };
    apart(py, &name, Some(&stop), work)
}

/// Brings the tables of a folder of results up to date in the folder `to`; returns what could not be used.
#[pyfunction]
fn collect(py: Python<'_>, out: PathBuf, to: Option<PathBuf>, parts: bool) -> PyResult<Vec<String>> {
    let name = out.to_string_lossy().into_owned();
    let work = move || {
        let mut faults = Vec::new();
        let mut complain = |fault: &panel::Fault| {
            faults.push(format!("{}: {}; {}", fault.place, fault.message, fault.remedy))
        };
        let options = panel::CollectOptions::default();
        match to {
            None => panel::refresh(&out, &mut complain).map(drop)?,
            Some(to) if parts => panel::collect_parts(&out, &to, options, &mut complain).map(drop)?,
            Some(to) => panel::collect(&out, &to, options, &mut complain).map(drop)?,
        }
        Ok(faults)
    };
    apart(py, &name, None, work)
}

/// Makes the line of a failure, as it stands in `errors.jsonl`.
#[pyfunction]
fn failure(cause: (String, String, String), document: Option<&str>, source: &str) -> PyResult<String> {
    let (word, message, remedy) = cause;
    let failure = Failure::new(Cause::new(&word, message, &remedy), document, source);
    serde_json::to_string(&Outcome::Error(failure)).map_err(value_error)
}

/// Program, models and code, in short, as JSON.
#[pyfunction]
fn stamp() -> PyResult<String> {
    serde_json::to_string(&Stamp::own()).map_err(value_error)
}

/// Reads a time or a size as the command line does: `90s`, `2GB`.
#[pyfunction]
fn seconds(text: &str) -> PyResult<f64> {
    juesuan::cli::parse_duration(text).map(|time| time.as_secs_f64()).map_err(value_error)
}

#[pyfunction]
fn size(text: &str) -> PyResult<u64> {
    juesuan::cli::parse_bytes(text).map_err(value_error)
}

/// Runs the command line; returns its exit code.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>, command: Command) -> PyResult<u8> {
    let run = AssertUnwindSafe(|| juesuan::cli::run_as(arguments, Some(worker(command))).code());
    py.detach(|| catch_unwind(run)).map_err(|panic| Fault::of_panic(&*panic, "juesuan").raise(py))
}

/// Looks for the weights of text recognition in this folder first.
#[pyfunction]
fn models_in(folder: PathBuf) {
    juesuan::source::OcrModels::also_in(folder);
}

/// Ends the engines of text recognition, before the process ends.
#[pyfunction]
fn put_down() {
    juesuan::ocr::pool::Readers::put_down();
}

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::{
        Reader, Table, collect, extract, failure, main, models_in, page_png, put_down, seconds, size, stamp,
        tables,
    };
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
