namespace Pickerel.Tool;

/// <summary>What a process that ends says of itself.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A file is at fault; one line says how.</summary>
    public const int FileAtFault = 1;

    /// <summary>The command line is at fault.</summary>
    public const int UsageError = 2;

    /// <summary>A network costs more than its baseline.</summary>
    public const int Dearer = 3;

    /// <summary>A model gives other integers than expected.</summary>
    public const int Differs = 4;
}
