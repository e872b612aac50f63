// Prime numbers as a stream. Each batch is computed when the consumer requests it.
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

    /// <summary>The only exported function. Its C declaration is
    /// <code>
    /// int primes_stream(int64_t limit, const volatile int32_t* cancel, struct ArrowArrayStream* out,
    ///                   char error[1024]);
    /// </code></summary>
    /// <param name="limit">Primes below this limit are found. Beyond 1,000,000 the search fails with ERANGE.</param>
    /// <param name="cancel">The address of an int32 that cancels the search when it is not 0, or NULL.</param>
    /// <param name="stream">The address of the struct to fill.</param>
    /// <param name="error">The address of a buffer for the error message, or NULL.</param>
    /// <returns>0 on success, or an errno value.</returns>
    [UnmanagedCallersOnly(EntryPoint = "primes_stream", CallConvs = [typeof(CallConvCdecl)])]
    public static int Stream(long limit, nint cancel, nint stream, nint error) => NativeExport.Stream(
        stream, error, () => limit < 0
            ? throw new ArrowBridgeException(ErrorCode.Invalid, $"primes below {limit}: there are none")
            : RecordBatchReader.FromEnumerable(
                s_schema, Batches(limit, () => cancel != 0 && Marshal.ReadInt32(cancel) != 0)));

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
                throw new ArrowBridgeException(
                    ErrorCode.OutOfRange, $"the search for primes ends at 1000000, not at {limit}");
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
