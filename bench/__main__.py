# Helper processes import this module too, so it must cost nothing.
if __name__ == "__main__":
    from bench.whole import main

    main()
