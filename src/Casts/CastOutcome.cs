namespace ArrowBridge.Casts;

/// <summary>What a cast does to a field; the numbers are those of casts.h.</summary>
internal enum CastOutcome
{
    Same = 0,
    Relabelled,
    Converted,
    Checked,
    Left,
    Impossible,
}

/// <summary>What happens to fields that cannot become what is asked for; the numbers are those of casts.h.</summary>
internal enum CastMode
{
    Strict = 0,
    BestEffort,
}

/// <summary>An outcome and, in a few words, what is checked or why it is impossible.</summary>
internal readonly record struct Verdict(CastOutcome Outcome, string Reason = "")
{
    public static Verdict Impossible(string reason) => new(CastOutcome.Impossible, reason);

    public static Verdict Checked(string reason) => new(CastOutcome.Checked, reason);

    public bool IsPossible => Outcome <= CastOutcome.Checked;

    /// <summary>The worse of two.</summary>
    public Verdict And(Verdict other) => other.Outcome > Outcome ? other : this;
}
