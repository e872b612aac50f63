using ArrowBridge.Errors;

namespace ArrowBridge.Memory;

/// <summary>Calls that wait for each other (native/turn.c). The turn is held while foreign code runs, a lock is not.</summary>
internal static unsafe class Turn
{
    public static Block* New()
    {
        Block* turn = Native.ab_turn_new();
        if (turn == null)
        {
            Throw.OutOfMemory(sizeof(Block));
        }
        return turn;
    }

    /// <summary>Waits; refuses a thread that has the turn already, since it would wait for itself.</summary>
    public static void Take(Block* turn)
    {
        if (Native.ab_turn_take(turn) != 0)
        {
            Throw.Busy();
        }
    }

    public static void Leave(Block* turn) => Native.ab_turn_leave(turn);
}
