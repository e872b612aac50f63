//! A stream of int64 arrays without crates, and a consumer that counts rows.
use std::ffi::{c_char, c_int, c_void};
use std::ptr::{null, null_mut};

const EINVAL: c_int = 22;

#[repr(C)]
pub struct ArrowSchema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut ArrowSchema,
    dictionary: *mut ArrowSchema,
    release: Option<unsafe extern "C" fn(*mut ArrowSchema)>,
    private_data: *mut c_void,
}

#[repr(C)]
pub struct ArrowArray {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut ArrowArray,
    dictionary: *mut ArrowArray,
    release: Option<unsafe extern "C" fn(*mut ArrowArray)>,
    private_data: *mut c_void,
}

#[repr(C)]
pub struct ArrowArrayStream {
    get_schema: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowSchema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowArray) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut ArrowArrayStream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut ArrowArrayStream)>,
    private_data: *mut c_void,
}

impl ArrowArrayStream {
    pub fn released() -> Self {
        Self { get_schema: None, get_next: None, get_last_error: None, release: None, private_data: null_mut() }
    }
}

// As in arrow-rs.
impl Drop for ArrowArrayStream {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            unsafe { release(self) };
        }
    }
}

impl ArrowArray {
    fn released() -> Self {
        Self {
            length: 0,
            null_count: 0,
            offset: 0,
            n_buffers: 0,
            n_children: 0,
            buffers: null_mut(),
            children: null_mut(),
            dictionary: null_mut(),
            release: None,
            private_data: null_mut(),
        }
    }
}

/// Batches of the numbers 0, 1, 2, ... with these lengths.
pub struct Numbers {
    lengths: std::vec::IntoIter<i64>,
    next: i64,
}

impl Numbers {
    pub fn new(lengths: Vec<i64>) -> Self {
        Self { lengths: lengths.into_iter(), next: 0 }
    }

    pub fn into_stream(self) -> ArrowArrayStream {
        ArrowArrayStream {
            get_schema: Some(get_schema),
            get_next: Some(get_next),
            get_last_error: Some(get_last_error),
            release: Some(release_stream),
            private_data: Box::into_raw(Box::new(self)).cast(),
        }
    }
}

struct Batch {
    _values: Vec<i64>,
    buffers: [*const c_void; 2],
}

unsafe extern "C" fn release_schema(schema: *mut ArrowSchema) {
    unsafe { (*schema).release = None };
}

unsafe extern "C" fn release_array(array: *mut ArrowArray) {
    unsafe {
        drop(Box::from_raw((*array).private_data.cast::<Batch>()));
        (*array).release = None;
    }
}

unsafe extern "C" fn release_stream(stream: *mut ArrowArrayStream) {
    unsafe {
        drop(Box::from_raw((*stream).private_data.cast::<Numbers>()));
        (*stream).release = None;
    }
}

unsafe extern "C" fn get_schema(_: *mut ArrowArrayStream, out: *mut ArrowSchema) -> c_int {
    let schema = ArrowSchema {
        format: c"l".as_ptr(),
        name: c"".as_ptr(),
        metadata: null(),
        flags: 0,
        n_children: 0,
        children: null_mut(),
        dictionary: null_mut(),
        release: Some(release_schema),
        private_data: null_mut(),
    };
    unsafe { out.write(schema) };
    0
}

unsafe extern "C" fn get_next(stream: *mut ArrowArrayStream, out: *mut ArrowArray) -> c_int {
    let numbers = unsafe { &mut *(*stream).private_data.cast::<Numbers>() };
    let mut array = ArrowArray::released();
    if let Some(length) = numbers.lengths.next() {
        let values: Vec<i64> = (numbers.next..numbers.next + length).collect();
        numbers.next += length;
        let mut batch = Box::new(Batch { buffers: [null(), values.as_ptr().cast()], _values: values });
        array.length = length;
        array.n_buffers = 2;
        array.buffers = batch.buffers.as_mut_ptr();
        array.private_data = Box::into_raw(batch).cast();
        array.release = Some(release_array);
    }
    unsafe { out.write(array) };
    0
}

unsafe extern "C" fn get_last_error(_: *mut ArrowArrayStream) -> *const c_char {
    null()
}

/// Reads the stream to its end, and releases it.
///
/// # Safety
/// The stream is live or released, and nobody else has it.
pub unsafe fn count_rows(mut stream: ArrowArrayStream) -> c_int {
    let Some(get_next) = stream.get_next.filter(|_| stream.release.is_some()) else { return EINVAL };
    loop {
        let mut array = ArrowArray::released();
        let code = unsafe { get_next(&mut stream, &mut array) };
        let Some(release) = array.release.filter(|_| code == 0) else { return code };
        unsafe { release(&mut array) };
    }
}
