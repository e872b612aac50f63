import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A stream of int64 arrays: the numbers 0, 1, 2, ... in batches of given lengths. And a consumer that counts rows. JDK 22 or later. */
final class Numbers {
    private static final int EINVAL = 22;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final FunctionDescriptor FILL = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    private static final FunctionDescriptor RELEASE = FunctionDescriptor.ofVoid(ADDRESS);

    private static final MemorySegment GET_SCHEMA = callback("getSchema", FILL);
    private static final MemorySegment GET_NEXT = callback("getNext", FILL);
    private static final MemorySegment GET_LAST_ERROR = callback("getLastError", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MemorySegment RELEASE_STREAM = callback("releaseStream", RELEASE);
    private static final MemorySegment RELEASE_SCHEMA = callback("releaseSchema", RELEASE);
    private static final MemorySegment RELEASE_ARRAY = callback("releaseArray", RELEASE);
    private static final MemorySegment FORMAT = Arena.global().allocateFrom("l");
    private static final MemorySegment EMPTY = Arena.global().allocateFrom("");

    // private_data is a key of one of these.
    private static final Map<Long, Numbers> STREAMS = new ConcurrentHashMap<>();
    private static final Map<Long, Arena> BATCHES = new ConcurrentHashMap<>();
    private static final AtomicLong KEYS = new AtomicLong();

    private final int[] lengths;
    private int batch;
    private long next;

    private Numbers(int[] lengths) {
        this.lengths = lengths;
    }

    static void export(int[] lengths, MemorySegment address) {
        MemorySegment out = address.reinterpret(40);
        long key = KEYS.incrementAndGet();
        STREAMS.put(key, new Numbers(lengths));
        out.set(ADDRESS, 0, GET_SCHEMA);
        out.set(ADDRESS, 8, GET_NEXT);
        out.set(ADDRESS, 16, GET_LAST_ERROR);
        out.set(ADDRESS, 24, RELEASE_STREAM);
        out.set(JAVA_LONG, 32, key);
    }

    static int getSchema(MemorySegment stream, MemorySegment address) {
        MemorySegment out = address.reinterpret(72).fill((byte) 0);
        out.set(ADDRESS, 0, FORMAT);
        out.set(ADDRESS, 8, EMPTY);
        out.set(ADDRESS, 56, RELEASE_SCHEMA);
        return 0;
    }

    static int getNext(MemorySegment stream, MemorySegment address) {
        Numbers numbers = STREAMS.get(stream.reinterpret(40).get(JAVA_LONG, 32));
        MemorySegment out = address.reinterpret(80).fill((byte) 0);
        if (numbers.batch == numbers.lengths.length) {
            return 0;
        }
        int length = numbers.lengths[numbers.batch++];
        Arena arena = Arena.ofShared();
        MemorySegment values = arena.allocate(8L * length + 8, 8);
        for (int i = 0; i < length; i++) {
            values.setAtIndex(JAVA_LONG, i, numbers.next++);
        }
        MemorySegment buffers = arena.allocate(16, 8);
        buffers.set(ADDRESS, 8, values);
        long key = KEYS.incrementAndGet();
        BATCHES.put(key, arena);
        out.set(JAVA_LONG, 0, length);
        out.set(JAVA_LONG, 24, 2);
        out.set(ADDRESS, 40, buffers);
        out.set(ADDRESS, 64, RELEASE_ARRAY);
        out.set(JAVA_LONG, 72, key);
        return 0;
    }

    static MemorySegment getLastError(MemorySegment stream) {
        return MemorySegment.NULL;
    }

    static void releaseStream(MemorySegment address) {
        MemorySegment stream = address.reinterpret(40);
        STREAMS.remove(stream.get(JAVA_LONG, 32));
        stream.set(ADDRESS, 24, MemorySegment.NULL);
    }

    static void releaseSchema(MemorySegment schema) {
        schema.reinterpret(72).set(ADDRESS, 56, MemorySegment.NULL);
    }

    static void releaseArray(MemorySegment address) {
        MemorySegment array = address.reinterpret(80);
        BATCHES.remove(array.get(JAVA_LONG, 72)).close();
        array.set(ADDRESS, 64, MemorySegment.NULL);
    }

    /** Moves the stream, reads it to its end, and releases it. */
    static int countRows(MemorySegment address) throws Throwable {
        MemorySegment source = address.reinterpret(40);
        if (source.get(ADDRESS, 24).equals(MemorySegment.NULL)) {
            return EINVAL;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stream = arena.allocate(40, 8).copyFrom(source);
            MemorySegment array = arena.allocate(80, 8);
            source.set(ADDRESS, 24, MemorySegment.NULL);
            MethodHandle getNext = LINKER.downcallHandle(stream.get(ADDRESS, 8), FILL);
            int code;
            while ((code = (int) getNext.invokeExact(stream, array)) == 0 && !array.get(ADDRESS, 64).equals(MemorySegment.NULL)) {
                LINKER.downcallHandle(array.get(ADDRESS, 64), RELEASE).invokeExact(array);
            }
            LINKER.downcallHandle(stream.get(ADDRESS, 24), RELEASE).invokeExact(stream);
            return code;
        }
    }

    private static MemorySegment callback(String name, FunctionDescriptor descriptor) {
        try {
            MethodType type = descriptor.toMethodType();
            return LINKER.upcallStub(MethodHandles.lookup().findStatic(Numbers.class, name, type), descriptor, Arena.global());
        } catch (ReflectiveOperationException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
