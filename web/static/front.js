"use strict";
hallLive();
