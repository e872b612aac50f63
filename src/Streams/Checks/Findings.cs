using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams.Checks;

/// <summary>
/// Checks the schemas and arrays of a checked stream. A broken rule is a finding, never an exception.
/// </summary>
internal static unsafe class Findings
{
    private const int Warning = 1;
    private const int Error = 2;
    private const int Producer = 1;

    /// <returns>1 if children can be followed. <paramref name="kept"/> receives the first schema, with which others are
    /// compared.</returns>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int CheckSchema(void* stream, Block** kept, int level, CArrowSchema* schema)
    {
        try
        {
            SchemaBlock* copy = SchemaImport.Copy(schema);
            Block* first = (Block*)Interlocked.CompareExchange(ref *(nint*)kept, (nint)copy, 0);
            if (first != null)
            {
                Compare(stream, (SchemaBlock*)first, copy);
                Native.ab_release(&copy->head);
            }
            else
            {
                CheckMapFlags(stream, copy);
            }
            return 1;
        }
        catch (Exception exception)
        {
            Report(stream, exception, "get_schema", -1);
            return 0;
        }
    }

    private static void CheckMapFlags(void* stream, SchemaBlock* schema)
    {
        try
        {
            SchemaRules.RequireMapFlags(SchemaBlock.Root(schema));
        }
        catch (Exception exception)
        {
            Report(stream, exception, "get_schema", -1);
        }
    }

    private static void Compare(void* stream, SchemaBlock* first, SchemaBlock* now)
    {
        Field* a = SchemaBlock.Root(now);
        Field* b = SchemaBlock.Root(first);
        if (SchemaEquality.Equal(a, b, true))
        {
            return;
        }
        string? field = null;
        string reason = "";
        try
        {
            SchemaDifference.Refuse(a, b);
        }
        catch (ArrowBridgeException exception)
        {
            field = exception.Field;
            reason = ": " + exception.Detail;
        }
        Report(stream, "STR-2", "get_schema", field, "the schema is another one than before" + reason, -1, -1);
    }

    /// <returns>1 if children can be followed. At the level full, <paramref name="checksums"/> receives what must not
    /// change.</returns>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int CheckArray(void* stream, Block* schema, int level, CArrowArray* array, long batch,
        Block** checksums)
    {
        Field* root = SchemaBlock.Root((SchemaBlock*)schema);
        int sound = 0;
        try
        {
            Structure.Check(root, array);
            sound = 1;
            if (level >= Validation.Default)
            {
                Validation.Check(root, array, level);
            }
            if (level == Validation.Full)
            {
                *checksums = BufferChecksums.Of(root, array);
            }
        }
        catch (Exception exception)
        {
            Report(stream, exception, "get_next", batch);
        }
        return sound;
    }

    /// <summary>
    /// Whether an exception means that a rule of the specification is broken, not that this library has a limit.
    /// </summary>
    public static bool IsFinding(Exception exception) =>
        exception is ArrowBridgeException
        {
            IsForeign: false, Code: ErrorCode.Invalid, Rule: not null and not "SCH-20",
        };

    private static void Report(void* stream, Exception exception, string operation, long batch)
    {
        if (!IsFinding(exception))
        {
            return;
        }
        try
        {
            ArrowBridgeException own = (ArrowBridgeException)exception;
            Report(stream, own.Rule!, operation, own.Field, own.Detail, batch, own.Row);
        }
        catch (OutOfMemoryException)
        {
            // The finding is lost. An exception must not leave the callbacks of C.
        }
    }

    /// <summary>Prints a finding as a line on standard error, for arrays without a stream.</summary>
    public static void Print(ArrowBridgeException exception, string operation) =>
        Report(null, exception, operation, -1);

    private static void Report(void* stream, string rule, string operation, string? field, string message, long batch,
        long row)
    {
        try
        {
            fixed (byte* ruleText = Text(rule), operationText = Text(operation), fieldText = Text(field),
                messageText = Text(message))
            {
                CFinding finding = new()
                {
                    rule = ruleText,
                    operation = operationText,
                    field = fieldText,
                    message = messageText,
                    batch = batch,
                    row = row,
                    severity = rule == "ARR-10" ? Warning : Error, // alignment is a recommendation
                    side = Producer,
                };
                if (stream != null)
                {
                    StreamsNative.ab_checked_find(stream, &finding);
                }
                else
                {
                    StreamsNative.ab_print_finding(&finding);
                }
            }
        }
        catch (OutOfMemoryException)
        {
            // There is no memory for a message.
        }
    }

    private static byte[] Text(string? text) => Encoding.UTF8.GetBytes((text ?? "").Replace('\0', '?') + '\0');
}
