namespace ArrowBridge.Casts;

/// <summary>An outcome and, in a few words, what is checked or why the cast is impossible.</summary>
internal readonly record struct FieldResult(CastOutcome Outcome, string Reason = "")
{
    public static FieldResult Impossible(string reason) => new(CastOutcome.Impossible, reason);

    public static FieldResult Checked(string reason) => new(CastOutcome.Checked, reason);

    public bool IsPossible => Outcome <= CastOutcome.Checked;

    /// <summary>The more severe of two results.</summary>
    public FieldResult And(FieldResult other) => other.Outcome > Outcome ? other : this;
}
