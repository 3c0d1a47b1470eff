//! The C interface of Tesseract 5, loaded when the first engine is made: building needs no library and no header.
//!
//! The only file with `unsafe`. What it gives out is safe: an engine owns its handle, and every text and iterator that
//! the library lends is copied and given back before a function here returns.
#![allow(unsafe_code, reason = "a C library is called, and nothing else")]

use std::ffi::{CStr, CString, c_char, c_int, c_uchar, c_void};
use std::ptr::NonNull;
use std::sync::OnceLock;

use image::GrayImage;
use libloading::Library;

/// Dots per inch that are set for every picture, which only saves Tesseract from guessing.
const RESOLUTION: i32 = 300;

/// The names of the libraries where they are installed.
const TESSERACT: &str = if cfg!(target_os = "macos") { "libtesseract.5.dylib" } else { "libtesseract.so.5" };
const OPENMP: &str = "libgomp.so.1";

/// Constants of the C interface: LSTM networks only; a picture is one line; levels of the result.
const LSTM_ONLY: c_int = 1;
const SINGLE_LINE: c_int = 7;
const WORD: c_int = 3;
const SYMBOL: c_int = 4;

/// Any of the library's own objects.
type Handle = *mut c_void;

/// Why Tesseract cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Absence {
    /// The library is not installed, or is not version 5.
    #[error("{TESSERACT} cannot be loaded ({0})")]
    Library(String),
    /// The data of a language are not installed.
    #[error("Tesseract has no data for {0}")]
    Language(String),
}

/// The functions in use, as `tesseract/capi.h` declares them.
struct Api {
    version: unsafe extern "C" fn() -> *const c_char,
    create: unsafe extern "C" fn() -> Handle,
    delete: unsafe extern "C" fn(Handle),
    init: unsafe extern "C" fn(Handle, *const c_char, *const c_char, c_int) -> c_int,
    set_variable: unsafe extern "C" fn(Handle, *const c_char, *const c_char) -> c_int,
    set_mode: unsafe extern "C" fn(Handle, c_int),
    set_image: unsafe extern "C" fn(Handle, *const c_uchar, c_int, c_int, c_int, c_int),
    set_resolution: unsafe extern "C" fn(Handle, c_int),
    recognise: unsafe extern "C" fn(Handle, Handle) -> c_int,
    clear: unsafe extern "C" fn(Handle),
    iterator: unsafe extern "C" fn(Handle) -> Handle,
    iterator_delete: unsafe extern "C" fn(Handle),
    next: unsafe extern "C" fn(Handle, c_int) -> c_int,
    text: unsafe extern "C" fn(Handle, c_int) -> *mut c_char,
    text_delete: unsafe extern "C" fn(*const c_char),
    confidence: unsafe extern "C" fn(Handle, c_int) -> f32,
    as_page_iterator: unsafe extern "C" fn(Handle) -> Handle,
    begins: unsafe extern "C" fn(Handle, c_int) -> c_int,
    bounds: unsafe extern "C" fn(Handle, c_int, *mut c_int, *mut c_int, *mut c_int, *mut c_int) -> c_int,
    /// Of OpenMP; missing where Tesseract was built without.
    limit_threads: Option<unsafe extern "C" fn(c_int)>,
}

/// Loads the library, once; it stays until the process ends, since its threads and tables cannot be unloaded safely.
fn api() -> Result<&'static Api, Absence> {
    static API: OnceLock<Result<Api, Absence>> = OnceLock::new();
    API.get_or_init(load).as_ref().map_err(Clone::clone)
}

fn load() -> Result<Api, Absence> {
    // SAFETY: what the library does when it is loaded is to set up its own tables; it is never unloaded.
    let library = unsafe { Library::new(TESSERACT) }.map_err(absent)?;
    let library: &'static Library = Box::leak(Box::new(library));
    // SAFETY: the type of each field is the function's declaration in Tesseract 5's `capi.h`, which its version in the
    // name of the library (`.so.5`) promises to keep.
    unsafe {
        Ok(Api {
            version: symbol(library, c"TessVersion")?,
            create: symbol(library, c"TessBaseAPICreate")?,
            delete: symbol(library, c"TessBaseAPIDelete")?,
            init: symbol(library, c"TessBaseAPIInit2")?,
            set_variable: symbol(library, c"TessBaseAPISetVariable")?,
            set_mode: symbol(library, c"TessBaseAPISetPageSegMode")?,
            set_image: symbol(library, c"TessBaseAPISetImage")?,
            set_resolution: symbol(library, c"TessBaseAPISetSourceResolution")?,
            recognise: symbol(library, c"TessBaseAPIRecognize")?,
            clear: symbol(library, c"TessBaseAPIClear")?,
            iterator: symbol(library, c"TessBaseAPIGetIterator")?,
            iterator_delete: symbol(library, c"TessResultIteratorDelete")?,
            next: symbol(library, c"TessResultIteratorNext")?,
            text: symbol(library, c"TessResultIteratorGetUTF8Text")?,
            text_delete: symbol(library, c"TessDeleteText")?,
            confidence: symbol(library, c"TessResultIteratorConfidence")?,
            as_page_iterator: symbol(library, c"TessResultIteratorGetPageIterator")?,
            begins: symbol(library, c"TessPageIteratorIsAtBeginningOf")?,
            bounds: symbol(library, c"TessPageIteratorBoundingBox")?,
            limit_threads: Library::new(OPENMP)
                .ok()
                .and_then(|openmp| symbol(Box::leak(Box::new(openmp)), c"omp_set_max_active_levels").ok()),
        })
    }
}

fn absent(cause: libloading::Error) -> Absence {
    Absence::Library(cause.to_string())
}

/// A function of a library.
///
/// # Safety
/// `T` is the function's type.
unsafe fn symbol<T: Copy>(library: &'static Library, name: &CStr) -> Result<T, Absence> {
    // SAFETY: the caller vouches for the type, and a library that is never unloaded keeps its functions.
    unsafe { library.get::<T>(name) }.map(|found| *found).map_err(absent)
}

/// The version of the library.
///
/// # Errors
/// [`Absence::Library`] where it cannot be loaded.
pub(super) fn version() -> Result<String, Absence> {
    // SAFETY: the function gives a static text.
    Ok(unsafe { CStr::from_ptr((api()?.version)()) }.to_string_lossy().into_owned())
}

/// One character of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Symbol {
    pub(super) text: String,
    /// Its sides, in pixels of the picture.
    pub(super) left: i32,
    pub(super) right: i32,
    /// From 0 to 100.
    pub(super) confidence: f32,
    pub(super) begins_word: bool,
}

/// Tesseract for one language, on one thread at a time.
pub(super) struct Engine {
    api: &'static Api,
    handle: NonNull<c_void>,
}

// SAFETY: an engine is bound to no thread, and shares with other engines only tables that are behind the library's own
// locks; `&mut self` keeps it to one thread at a time.
unsafe impl Send for Engine {}

impl Engine {
    /// An engine for lines of a language, whose data are where `TESSDATA_PREFIX` says, else where the library was built
    /// to look; `variables` are Tesseract's own settings.
    ///
    /// # Errors
    /// [`Absence`] where the library or the data of the language are not there.
    pub(super) fn new(language: &CStr, variables: &[(&CStr, &CStr)]) -> Result<Self, Absence> {
        let api = api()?;
        // SAFETY: needs nothing.
        let handle = unsafe { (api.create)() };
        let handle = NonNull::new(handle).ok_or_else(|| Absence::Library("it gives no engine".to_owned()))?;
        let engine = Self { api, handle };
        engine.keep_to_one_thread();
        // The error reports what it would print about missing files. Words that it has seen are not to
        // change how it reads the next crop.
        engine.set(c"debug_file", c"/dev/null");
        // SAFETY: the handle is alive, the texts end with a zero, and a path of null is allowed.
        let failed =
            unsafe { (api.init)(engine.handle.as_ptr(), std::ptr::null(), language.as_ptr(), LSTM_ONLY) };
        if failed != 0 {
            return Err(Absence::Language(language.to_string_lossy().into_owned()));
        }
        engine.set(c"tessedit_enable_doc_dict", c"0");
        variables.iter().for_each(|(name, value)| engine.set(name, value));
        // SAFETY: the handle is alive and initialised.
        unsafe { (api.set_mode)(engine.handle.as_ptr(), SINGLE_LINE) };
        Ok(engine)
    }

    /// A setting that this version does not know changes nothing.
    fn set(&self, name: &CStr, value: &CStr) {
        // SAFETY: the handle is alive and both texts end with a zero; they are copied.
        unsafe { (self.api.set_variable)(self.handle.as_ptr(), name.as_ptr(), value.as_ptr()) };
    }

    /// Tesseract parts the work on a crop among threads that wait for each other longer than they work. The limit holds
    /// for the thread that sets it, so that each use sets it.
    fn keep_to_one_thread(&self) {
        if let Some(limit) = self.api.limit_threads {
            // SAFETY: the function takes any number; 0 is no parallel region.
            unsafe { limit(0) };
        }
    }

    /// The characters of a picture of one line, in the library's order; `None` where the library fails.
    pub(super) fn read_line(&mut self, picture: &GrayImage) -> Option<Vec<Symbol>> {
        let width = c_int::try_from(picture.width()).ok().filter(|width| *width > 0)?;
        let height = c_int::try_from(picture.height()).ok().filter(|height| *height > 0)?;
        self.keep_to_one_thread();
        let (api, handle) = (self.api, self.handle.as_ptr());
        // SAFETY: the handle is alive; the picture has `width × height` bytes in rows of `width`, is copied by the
        // library, and lives longer than the call. A monitor of null is allowed.
        let failed = unsafe {
            (api.set_image)(handle, picture.as_raw().as_ptr(), width, height, 1, width);
            (api.set_resolution)(handle, RESOLUTION);
            (api.recognise)(handle, std::ptr::null_mut())
        };
        let symbols = (failed == 0).then(|| self.symbols());
        // SAFETY: the handle is alive; all that the result lent was given back.
        unsafe { (api.clear)(handle) };
        symbols
    }

    /// The characters of the last recognition.
    fn symbols(&self) -> Vec<Symbol> {
        let api = self.api;
        let mut symbols = Vec::new();
        // SAFETY: the handle is alive and has recognised; a null iterator says that there is no text.
        let Some(iterator) = NonNull::new(unsafe { (api.iterator)(self.handle.as_ptr()) }) else {
            return symbols;
        };
        let iterator = iterator.as_ptr();
        loop {
            let [mut left, mut top, mut right, mut bottom] = [0; 4];
            // SAFETY: the iterator is alive and stands on a character or behind the last; seen as a page iterator it is
            // the same object. The four numbers are written before the function returns.
            let (text, confidence, begins_word) = unsafe {
                let page = (api.as_page_iterator)(iterator);
                (api.bounds)(page, SYMBOL, &mut left, &mut top, &mut right, &mut bottom);
                (
                    (api.text)(iterator, SYMBOL),
                    (api.confidence)(iterator, SYMBOL),
                    (api.begins)(page, WORD) != 0,
                )
            };
            if let Some(text) = self.take(text) {
                symbols.push(Symbol { text, left, right, confidence, begins_word });
            }
            // SAFETY: the iterator is alive.
            if unsafe { (api.next)(iterator, SYMBOL) } == 0 {
                break;
            }
        }
        // SAFETY: the iterator is alive and not used again.
        unsafe { (api.iterator_delete)(iterator) };
        symbols
    }

    /// Copies a text of the library and gives it back.
    fn take(&self, text: *mut c_char) -> Option<String> {
        let text = NonNull::new(text)?.as_ptr();
        // SAFETY: the text ends with a zero, is ours, and is not used behind the second line.
        let copy: CString = unsafe { CStr::from_ptr(text) }.to_owned();
        // SAFETY: as above.
        unsafe { (self.api.text_delete)(text) };
        copy.into_string().ok()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // SAFETY: the handle is alive, and nothing uses it behind this.
        unsafe { (self.api.delete)(self.handle.as_ptr()) };
    }
}
