using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Resolves a cast before there is any data: the result for every field, and the schema of the result. That schema is
/// first built as a temporary ArrowSchema and then imported like every other schema.
/// </summary>
internal unsafe ref struct CastPlan
{
    private readonly CastMode _mode;
    private readonly List<FieldAnswer> _fields = [];
    private Arena _arena;

    private CastPlan(CastMode mode)
    {
        _mode = mode;
    }

    /// <summary>The result for a field of the requested schema.</summary>
    public readonly record struct FieldAnswer(string Path, FieldResult FieldResult, int Depth);

    /// <summary>The result for one field, and its schema, or NULL if the cast is impossible.</summary>
    private readonly struct Answer(FieldResult result, CArrowSchema* schema, bool always = false)
    {
        public readonly FieldResult FieldResult = result;
        public readonly CArrowSchema* Schema = schema;

        /// <summary>Whether the cast is impossible in any mode (PYC-13).</summary>
        public readonly bool Always = always;

        public static Answer No(FieldResult result, bool always = false) => new(result, null, always);
    }

    /// <summary>
    /// The results in pre-order. The caller gets a reference to the result's schema, or NULL if the cast is refused.
    /// </summary>
    public static List<FieldAnswer> Make(SchemaBlock* from, SchemaBlock* to, int mode, out SchemaBlock* result)
    {
        if (mode is not ((int)CastMode.Strict or (int)CastMode.BestEffort))
        {
            Throw.Argument("mode", $"is {mode}, not {(int)CastMode.Strict} or {(int)CastMode.BestEffort}");
        }
        result = null;
        CastPlan plan = new((CastMode)mode);
        try
        {
            Answer root = plan.Visit(SchemaBlock.Root(from), SchemaBlock.Root(to), 0, false);
            CastOutcome worst = Worst(plan._fields).Outcome;
            if (worst <= CastOutcome.Checked)
            {
                Native.ab_retain(&to->head);
                result = to;
            }
            else if (worst == CastOutcome.Left)
            {
                result = SchemaImport.Copy(root.Schema);
            }
            return plan._fields;
        }
        finally
        {
            plan._arena.Dispose();
        }
    }

    /// <summary>Like <see cref="Make"/>, but throws if the cast is refused.</summary>
    public static List<FieldAnswer> Require(SchemaBlock* from, SchemaBlock* to, int mode, out SchemaBlock* result)
    {
        List<FieldAnswer> fields = Make(from, to, mode, out result);
        if (result == null)
        {
            FieldAnswer first = fields.Find(static field => field.FieldResult.Outcome == CastOutcome.Impossible);
            Throw.Rule("PYC-13", first.Path.Length == 0 ? null : first.Path, first.FieldResult.Reason);
        }
        return fields;
    }

    public static FieldResult Worst(List<FieldAnswer> fields)
    {
        FieldResult worst = default;
        foreach (FieldAnswer field in fields)
        {
            worst = worst.And(field.FieldResult);
        }
        return worst;
    }

    /// <param name="isPart">Whether the parent field is impossible if this one is.</param>
    private Answer Visit(Field* from, Field* to, int depth, bool isPart)
    {
        int index = _fields.Count;
        _fields.Add(default);
        Answer answer = Resolve(from, to, depth);
        if (!answer.FieldResult.IsPossible)
        {
            _fields.RemoveRange(index + 1, _fields.Count - index - 1);
            if (!isPart && !answer.Always && _mode == CastMode.BestEffort)
            {
                answer = new Answer(new FieldResult(CastOutcome.Left, answer.FieldResult.Reason), Copy(from));
            }
        }
        _fields[index] = new FieldAnswer(Field.Path(to) ?? "", answer.FieldResult, depth);
        return answer;
    }

    /// <summary>
    /// Adds a field without a counterpart in the source, such as the run ends of a type that was not run-end encoded.
    /// </summary>
    private CArrowSchema* New(Field* to, int depth)
    {
        _fields.Add(new FieldAnswer(Field.Path(to) ?? "", new FieldResult(CastOutcome.Converted), depth));
        return Copy(to);
    }

    private Answer Resolve(Field* from, Field* to, int depth)
    {
        CastStep step = CastSteps.Of(from, to);
        if (IsStruct(from) && IsStruct(to) && from->n_children != to->n_children)
        {
            return Answer.No(FieldResult.Impossible($"{from->n_children} fields cannot become {to->n_children}"), true);
        }
        FieldResult result = CastRules.Resolve(step, from, to);
        if (!result.IsPossible)
        {
            return Answer.No(result);
        }
        switch (step)
        {
            case CastStep.Decode:
                return Decoded(result, from->dictionary, to, depth);
            case CastStep.DecodeRuns:
                return Decoded(result, from->children + 1, to, depth);
            case CastStep.Encode:
                return Encoded(result, Visit(from, to->dictionary, depth + 1, true), to, depth);
            case CastStep.EncodeRuns:
                CArrowSchema* ends = New(to->children, depth + 1);
                return Encoded(result, Visit(from, to->children + 1, depth + 1, true), to, depth, ends);
            default:
                return WithChildren(step, result, from, to, depth);
        }
    }

    private static bool IsStruct(Field* field) => field->type == TypeId.Struct;

    private Answer Decoded(FieldResult result, Field* values, Field* to, int depth)
    {
        Answer inner = Resolve(values, to, depth);
        return inner.Schema == null ? inner : new Answer(result.And(inner.FieldResult), inner.Schema);
    }

    private Answer Encoded(FieldResult result, Answer values, Field* to, int depth, CArrowSchema* ends = null)
    {
        if (values.Schema == null)
        {
            return Answer.No(values.FieldResult, values.Always);
        }
        CArrowSchema* schema = CopyOne(to);
        if (ends == null)
        {
            schema->dictionary = values.Schema;
        }
        else
        {
            schema->children[0] = ends;
            schema->children[1] = values.Schema;
        }
        return new Answer(result, schema);
    }

    private Answer WithChildren(CastStep step, FieldResult result, Field* from, Field* to, int depth)
    {
        CArrowSchema* schema = CopyOne(to);
        bool fromNull = step == CastStep.FromNull;
        for (int i = 0; i < to->n_children; i++)
        {
            schema->children[i] = fromNull && to->type == TypeId.RunEndEncoded && i == 0
                ? New(to->children, depth + 1)
                : Visit(fromNull ? from : from->children + i, to->children + i, depth + 1, false).Schema;
        }
        if (to->IsDictionary)
        {
            schema->dictionary = Visit(fromNull ? from : from->dictionary, to->dictionary, depth + 1, false).Schema;
        }
        return new Answer(result, schema);
    }

    /// <summary>Copies a field without its children and dictionary.</summary>
    private CArrowSchema* CopyOne(Field* field)
    {
        CArrowSchema* schema = (CArrowSchema*)_arena.Take(sizeof(CArrowSchema));
        schema->format = field->format;
        schema->name = field->name;
        schema->metadata = field->metadata;
        schema->flags = field->flags;
        schema->n_children = field->n_children;
        schema->children = field->n_children == 0
            ? null
            : (CArrowSchema**)_arena.Take((long)field->n_children * sizeof(CArrowSchema*));
        schema->release = Native.ReleaseSchema; // marks the struct as not released; the arena frees it
        return schema;
    }

    private CArrowSchema* Copy(Field* field)
    {
        CArrowSchema* schema = CopyOne(field);
        for (int i = 0; i < field->n_children; i++)
        {
            schema->children[i] = Copy(field->children + i);
        }
        if (field->dictionary != null)
        {
            schema->dictionary = Copy(field->dictionary);
        }
        return schema;
    }
}
