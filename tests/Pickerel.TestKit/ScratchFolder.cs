using System;
using System.IO;

namespace Pickerel.TestKit;

/// <summary>An empty folder outside the repository, removed in the end. Its name holds a space and letters beyond ASCII, as users' do.</summary>
public sealed class ScratchFolder : IDisposable
{
    public ScratchFolder() => Path = Directory.CreateTempSubdirectory("pickerel åß ").FullName;

    public string Path { get; }

    /// <summary>The path of a file in the folder.</summary>
    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    /// <summary>Writes a file, and the folders it needs.</summary>
    /// <returns>Its path.</returns>
    public string Write(string relative, string text)
    {
        var path = this[relative];
        _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A build server may still hold a file; the system's temporary folder is cleaned by others.
        }
    }
}
