/* Threads that decompress or compress the buffers of a batch. */
#include <errno.h>
#include <string.h>

#include "threads.h"
#include "codecs.h"

enum { kWaiting, kRunning, kDone };

typedef struct Job {
  CodecFunctions codec;
  Frame frame;
  const void* field;
  int32_t state;
  int32_t status;
  size_t code;
} Job;

typedef struct Worker {
  Pool* pool;
  Thread thread;
  CodecContext* contexts[AB_CODECS]; /* made on first use */
} Worker;

/* The lock guards all fields below it, except what belongs to one worker or to a running job. */
struct Pool {
  Block head;
  Lock lock;
  Condition work;
  Condition done;
  int32_t stop;
  int32_t awaits; /* the caller waits for a job of another thread */
  int32_t limit;
  int32_t n_workers; /* including the caller, which is the first and needs no thread */
  Block* block;      /* memory of the jobs */
  Job* jobs;
  int64_t capacity;
  int64_t count;
  int64_t next; /* index of the first job that may not be started */
  int64_t finished;
  Worker workers[];
};

Pool* ab_pool_new(int32_t threads) {
  const int64_t size = (int64_t)sizeof(Pool) + (int64_t)threads * (int64_t)sizeof(Worker);
  Pool* pool = (Pool*)ab_alloc(AB_MEMORY, size);
  if (pool == NULL) return NULL;
  memset(&pool->head + 1, 0, (size_t)size - sizeof(pool->head));
  if (lock_init(&pool->lock) != 0) {
    ab_free(&pool->head);
    return NULL;
  }
  if (condition_init(&pool->work) != 0 || condition_init(&pool->done) != 0) {
    lock_end(&pool->lock);
    ab_free(&pool->head);
    return NULL;
  }
  pool->limit = threads;
  pool->n_workers = 1;
  return pool;
}

static void worker_end(Worker* worker) {
  for (int codec = 0; codec < AB_CODECS; codec++) {
    if (worker->contexts[codec] != NULL) ab_codec_discard(worker->contexts[codec]);
  }
}

/* Takes no lock in a forked child: the threads do not exist there, and their data may be in any
 * state. */
void ab_pool_end(void* argument) {
  Pool* pool = argument;
  const int forked = ab_is_forked();
  if (!forked) {
    lock_take(&pool->lock);
    pool->stop = 1;
    condition_all(&pool->work);
    lock_leave(&pool->lock);
    for (int32_t i = 1; i < pool->n_workers; i++) thread_join(pool->workers[i].thread);
    condition_end(&pool->work);
    condition_end(&pool->done);
    lock_end(&pool->lock);
  }
  const int touched = forked && pool->finished < pool->count;
  for (int32_t i = 0; i < pool->n_workers && !touched; i++) worker_end(&pool->workers[i]);
  ab_release(pool->block);
  ab_free(&pool->head);
}

int ab_pool_begin(Pool* pool, int64_t frames) {
  if (frames > pool->capacity) {
    if (frames > INT64_MAX / 2 / (int64_t)sizeof(Job)) return ENOMEM;
    Block* block = ab_alloc(AB_MEMORY, (int64_t)sizeof(Block) + frames * (int64_t)sizeof(Job));
    if (block == NULL) return ENOMEM;
    ab_release(pool->block);
    pool->block = block;
    pool->jobs = (Job*)(block + 1);
    pool->capacity = frames;
  }
  lock_take(&pool->lock);
  pool->count = pool->next = pool->finished = 0;
  lock_leave(&pool->lock);
  return 0;
}

static int32_t run_frame(Worker* worker, Job* job) {
  const int32_t codec = job->codec.codec;
  if (worker->contexts[codec] == NULL && job->codec.create != NULL) {
    worker->contexts[codec] = ab_codec_context(&job->codec);
    if (worker->contexts[codec] == NULL) return AB_NO_MEMORY;
  }
  return ab_codec_run(&job->codec, worker->contexts[codec], &job->frame, &job->code);
}

/* Called with the lock held; releases it while the job runs. */
static void run(Worker* worker, Job* job) {
  Pool* pool = worker->pool;
  job->state = kRunning;
  lock_leave(&pool->lock);
  const int32_t status = run_frame(worker, job);
  lock_take(&pool->lock);
  job->status = status;
  job->state = kDone;
  pool->finished++;
  if (pool->awaits) condition_one(&pool->done);
}

static Job* next(Pool* pool) {
  while (pool->next < pool->count && pool->jobs[pool->next].state != kWaiting) pool->next++;
  return pool->next < pool->count ? &pool->jobs[pool->next++] : NULL;
}

static AB_THREAD_RESULT work(void* argument) {
  Worker* worker = argument;
  Pool* pool = worker->pool;
  lock_take(&pool->lock);
  for (;;) {
    Job* job = pool->stop ? NULL : next(pool);
    if (job != NULL) {
      run(worker, job);
    } else if (pool->stop) {
      break;
    } else {
      condition_wait(&pool->work, &pool->lock);
    }
  }
  lock_leave(&pool->lock);
  return 0;
}

/* Starts one more thread, up to the requested number. If that fails, the other threads and the
 * caller do the work. */
static void start(Pool* pool) {
  Worker* worker = &pool->workers[pool->n_workers];
  worker->pool = pool;
  if (thread_start(&worker->thread, work, worker) == 0) {
    pool->n_workers++;
  } else {
    pool->limit = pool->n_workers;
  }
}

int64_t ab_pool_add(Pool* pool, const CodecFunctions* codec, const Frame* frame,
                    const void* field) {
  pool->workers[0].pool = pool;
  lock_take(&pool->lock);
  const int64_t number = pool->count;
  Job* job = &pool->jobs[number];
  job->codec = *codec;
  job->frame = *frame;
  job->field = field;
  job->state = kWaiting;
  job->status = AB_DONE;
  job->code = 0;
  pool->count++;
  condition_one(&pool->work);
  lock_leave(&pool->lock);
  if (pool->n_workers < pool->limit) start(pool);
  return number;
}

static void report(const Job* job, Result* out) {
  out->codec = job->codec.codec;
  out->status = job->status;
  out->code = job->code;
  out->source_size = job->frame.source_size;
  out->target = job->frame.target;
  out->size = job->frame.size;
  out->field = job->field;
}

static void wait_for_done(Pool* pool) {
  pool->awaits = 1;
  condition_wait(&pool->done, &pool->lock);
  pool->awaits = 0;
}

void ab_pool_wait(Pool* pool, int64_t number, Result* out) {
  Job* job = &pool->jobs[number];
  lock_take(&pool->lock);
  if (job->state == kWaiting) run(&pool->workers[0], job);
  while (job->state != kDone) wait_for_done(pool);
  report(job, out);
  lock_leave(&pool->lock);
}

void ab_pool_help(Pool* pool) {
  lock_take(&pool->lock);
  for (Job* job = next(pool); job != NULL; job = next(pool)) run(&pool->workers[0], job);
  lock_leave(&pool->lock);
}

int ab_pool_finish(Pool* pool, Result* out) {
  ab_pool_help(pool);
  lock_take(&pool->lock);
  while (pool->finished < pool->count) wait_for_done(pool);
  lock_leave(&pool->lock);
  for (int64_t i = 0; i < pool->count; i++) {
    if (pool->jobs[i].status != AB_DONE) {
      report(&pool->jobs[i], out);
      return 1;
    }
  }
  return 0;
}
