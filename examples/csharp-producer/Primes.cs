// A stream of prime numbers. Each batch is computed when the consumer asks for it.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge;

public static class Primes
{
    private const int RowsPerBatch = 1000;

    private static readonly ArrowSchema s_schema = new(
        new ArrowField("prime", DataType.Int64, isNullable: false),
        new ArrowField("gap", DataType.Int64),
        new ArrowField("words", DataType.Utf8));

    /// <summary>The one exported function, in C:
    /// <code>
    /// int primes_stream(int64_t limit, const volatile int32_t* cancel, struct ArrowArrayStream* out,
    ///                   char error[1024]);
    /// </code></summary>
    /// <param name="limit">The stream has the primes below this number. Above 1,000,000 it fails with ERANGE.</param>
    /// <param name="cancel">Address of an integer. Once it is not 0, the stream fails with ECANCELED. NULL: the stream
    /// cannot be cancelled.</param>
    /// <param name="stream">Address of the ArrowArrayStream to fill.</param>
    /// <param name="error">Address of a buffer of 1024 bytes for an error message, or NULL.</param>
    [UnmanagedCallersOnly(EntryPoint = "primes_stream", CallConvs = [typeof(CallConvCdecl)])]
    public static int Stream(long limit, nint cancel, nint stream, nint error) =>
        NativeExport.Stream(stream, error, () => Open(limit, () => cancel != 0 && Marshal.ReadInt32(cancel) != 0));

    private static RecordBatchReader Open(long limit, Func<bool> isCancelled) =>
        limit < 0
            ? throw new ArrowBridgeException(ErrorCode.Invalid, $"the limit must not be negative, but is {limit}")
            : RecordBatchReader.FromEnumerable(s_schema, Batches(limit, isCancelled));

    private static IEnumerable<RecordBatch> Batches(long limit, Func<bool> isCancelled)
    {
        using RecordBatchBuilder rows = new(s_schema);
        ValueBuilder<long> primes = rows["prime"].Values<long>();
        ValueBuilder<long> gaps = rows["gap"].Values<long>();
        BytesBuilder words = rows["words"].Bytes();
        long last = 0;
        for (long candidate = 2; candidate < limit; candidate++)
        {
            if (!IsPrime(candidate))
            {
                continue;
            }
            if (candidate > 1_000_000)
            {
                string message = $"the search for primes ends at 1000000, not at {limit}";
                throw new ArrowBridgeException(ErrorCode.OutOfRange, message);
            }
            primes.Append(candidate);
            gaps.Append(last == 0 ? null : candidate - last);
            words.Append($"{candidate} is prime");
            last = candidate;
            if (primes.Length == RowsPerBatch)
            {
                yield return rows.Finish();
                if (isCancelled())
                {
                    throw new OperationCanceledException($"the search for primes was stopped at {candidate}");
                }
            }
        }
        if (primes.Length > 0)
        {
            yield return rows.Finish();
        }
    }

    private static bool IsPrime(long number)
    {
        for (long divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0)
            {
                return false;
            }
        }
        return true;
    }
}
