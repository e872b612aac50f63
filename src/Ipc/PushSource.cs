namespace ArrowBridge.Ipc;

/// <summary>The messages of a decoder: one at a time, when it is complete.</summary>
/// <param name="messages">In native memory; outlives the use of this object.</param>
internal sealed unsafe class PushSource(MessageAssembler* messages) : MessageSource
{
    /// <summary>More messages may come until the decoder is told that none do.</summary>
    public override bool HasEndMarker => messages->HasEndMarker;

    public override bool Next(Message* message) => messages->Take(message);
}
