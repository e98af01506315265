using System;
using Pickerel.Core.Messages;

namespace Pickerel.Tool;

/// <summary>Ends a command with the file that stopped it.</summary>
internal sealed class FileException(string path, Problem problem, int line = 0) : Exception(problem.ToString())
{
    public string Path { get; } = path;

    public Problem Problem { get; } = problem;

    /// <summary>Gets the line at fault, 0 where files have none.</summary>
    public int Line { get; } = line;
}
