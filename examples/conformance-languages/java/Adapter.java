import java.lang.foreign.MemorySegment;

final class Adapter {
    static int stream(long address) {
        Numbers.export(new int[] {3, 0, 2}, MemorySegment.ofAddress(address));
        return 0;
    }

    static int consume(long address) throws Throwable {
        return Numbers.countRows(MemorySegment.ofAddress(address));
    }
}
