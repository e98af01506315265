using Pickerel.Core.Messages;

namespace Pickerel.Core.ModelText;

/// <summary>What became of reading a model: a closed pair of outcomes.</summary>
public abstract record ModelReadResult
{
    private ModelReadResult()
    {
    }

    /// <summary>The file is whole, and this is what it says.</summary>
    public sealed record Success(ModelDocument Document) : ModelReadResult
    {
        /// <summary>Gets what of the file is not in the document although nothing is wrong, a sentence; null when all is.</summary>
        public string? Note { get; init; }
    }

    /// <summary>The text is not what was written, or the file it came from is malformed.</summary>
    /// <param name="Problem">What is wrong.</param>
    /// <param name="Line">The line at fault, 1 for the first; 0 in a file that has no lines.</param>
    public sealed record Failure(Problem Problem, int Line) : ModelReadResult;
}
